import { createHash } from 'node:crypto';

/**
 * A name derived from what caused a thing, so that the same cause met twice gives the same id: 27 URL-safe characters
 * (160 bits of SHA-256). Parts are separated unambiguously.
 */
export function stableId(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 27);
}
