import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a link and its form are signed with: known to nobody but us, and another one where the links of mails are to end. */
interface LinkOwner {
  readonly subscriberId: string;
  /** The subscriber's unsubscribeToken. */
  readonly secret: string;
}

/** A page that lies open longer is opened anew. */
const formLastsMs = 12 * 3_600_000;

/** Path of the page on which somebody says without signing in what they hear of; each of their mails leads there. */
export const preferencesPath = (owner: LinkOwner): string =>
  `/preferences/${owner.subscriberId}.${sign(owner, 'preferences link')}`;

/** The parts of what stands behind `/preferences/`; whether the signature is good shows once the subscriber is read. */
export function readPreferencesToken(token: string): { readonly subscriberId: string; readonly signature: string } {
  const at = token.lastIndexOf('.');
  return { subscriberId: token.slice(0, Math.max(at, 0)), signature: token.slice(at + 1) };
}

export const isPreferencesLink = (owner: LinkOwner, signature: string): boolean =>
  isEqual(sign(owner, 'preferences link'), signature);

/** Goes out with a form of the page and comes back with it: only a page we have shown can send it. */
export function formToken(owner: LinkOwner, nowMs: number): string {
  return `${nowMs}.${sign(owner, `preferences form ${nowMs}`)}`;
}

export function isFormToken(owner: LinkOwner, token: string, nowMs: number): boolean {
  const [, shown = '', signature = ''] = /^(\d{1,15})\.(.+)$/.exec(token) ?? [];
  const ageMs = nowMs - Number(shown);
  return isEqual(sign(owner, `preferences form ${shown}`), signature) && ageMs >= 0 && ageMs < formLastsMs;
}

function sign({ subscriberId, secret }: LinkOwner, use: string): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify([use, subscriberId]))
    .digest('base64url');
}

function isEqual(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
