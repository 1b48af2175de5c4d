import { createHash } from 'node:crypto';
import { oneTimeTokens, type TokenPurpose } from '../../documents/one-time-token.ts';
import type { Random } from '../../ports/clock.ts';
import type { DocumentReader, Write } from '../../ports/documents.ts';

const lifetimeMs: Readonly<Record<TokenPurpose, number>> = {
  'verify-email': 24 * 3_600_000,
  'reset-password': 3_600_000,
  'change-address': 24 * 3_600_000,
};
/** Where a link leads: a page with a form, because mail scanners open every link. */
const pathOf: Readonly<Record<TokenPurpose, string>> = {
  'verify-email': '/api/auth/verify',
  'reset-password': '/api/auth/reset',
  'change-address': '/api/auth/address',
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
    /** Sealed, see one-time-token.ts. */
    readonly email?: string;
    /** Where it has to work longer than links of its kind do. */
    readonly worksForMs?: number;
  },
  { random, publicUrl }: { readonly random: Random; readonly publicUrl: string },
): OneTimeLink {
  const { userId, purpose, nowMs, email, worksForMs = lifetimeMs[purpose] } = about;
  const token = `${random.nonce()}${random.nonce()}`;
  const id = idOf(token);
  const times = { createdAtMs: nowMs, expiresAtMs: nowMs + worksForMs };
  const kept = { userId, purpose, ...(email === undefined ? {} : { email }), ...times };
  return { id, url: `${publicUrl}${pathOf[purpose]}?token=${token}`, write: oneTimeTokens.create(id, kept) };
}

/** Whose link it is, with the write that uses it up; undefined when it was used, has expired, or was never made. */
export async function useLink(
  read: DocumentReader,
  token: string,
  purpose: TokenPurpose,
  nowMs: number,
): Promise<{ readonly userId: string; readonly email: string | undefined; readonly used: Write } | undefined> {
  const id = idOf(token);
  const found = await oneTimeTokens.get(read, id);
  if (found?.value.purpose !== purpose || nowMs >= found.value.expiresAtMs) return undefined;
  const { userId, email } = found.value;
  return { userId, email, used: oneTimeTokens.delete(id) };
}
