import { createHash } from 'node:crypto';
import { oneTimeTokens, type TokenPurpose } from '../../documents/one-time-token.ts';
import type { Random } from '../../ports/clock.ts';
import type { DocumentReader, Write } from '../../ports/documents.ts';

const lifetimeMs: Readonly<Record<TokenPurpose, number>> = {
  'verify-email': 24 * 3_600_000,
  'reset-password': 3_600_000,
};
/** Where a link leads: a page with a form, because mail scanners open every link. */
const pathOf: Readonly<Record<TokenPurpose, string>> = {
  'verify-email': '/api/auth/verify',
  'reset-password': '/api/auth/reset',
};

export interface OneTimeLink {
  /** Names it where it has to be named; opens nothing. */
  readonly id: string;
  readonly url: string;
  readonly write: Write;
}

const idOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** A link that works once; only its hash is kept. */
export function oneTimeLink(
  about: {
    readonly userId: string;
    readonly purpose: TokenPurpose;
    readonly nowMs: number;
    /** Where it has to work longer than links of its kind do. */
    readonly worksForMs?: number;
  },
  { random, publicUrl }: { readonly random: Random; readonly publicUrl: string },
): OneTimeLink {
  const { userId, purpose, nowMs, worksForMs = lifetimeMs[purpose] } = about;
  const token = `${random.nonce()}${random.nonce()}`;
  const id = idOf(token);
  const kept = { userId, purpose, createdAtMs: nowMs, expiresAtMs: nowMs + worksForMs };
  return { id, url: `${publicUrl}${pathOf[purpose]}?token=${token}`, write: oneTimeTokens.create(id, kept) };
}

/** Whose link it is, with the write that uses it up; undefined when it was used, has expired, or was never made. */
export async function useLink(
  read: DocumentReader,
  token: string,
  purpose: TokenPurpose,
  nowMs: number,
): Promise<{ readonly userId: string; readonly used: Write } | undefined> {
  const id = idOf(token);
  const found = await oneTimeTokens.get(read, id);
  if (found?.value.purpose !== purpose || nowMs >= found.value.expiresAtMs) return undefined;
  return { userId: found.value.userId, used: oneTimeTokens.delete(id) };
}
