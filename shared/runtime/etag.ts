import { hash } from 'node:crypto';

/** The tag of an answer whose whole text is at hand (RFC 9110 section 8.8.3); one is made for others by reading them again. */
export const etagOf = (text: string): { readonly etag: string } => ({ etag: `"${hash('sha1', text, 'base64url')}"` });
