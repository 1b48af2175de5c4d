import { oneTimeTokens } from '../../documents/one-time-token.ts';
import type { Documents, Write } from '../../ports/documents.ts';

/** Purposes of links by which whoever holds one gets into an account, or keeps it. */
const opening = ['reset-password', 'change-address'] as const;
type OpeningPurpose = (typeof opening)[number];

/** More than limits let anybody ask for while links last. */
const atMost = 200;

/**
 * What ends the links sent for somebody that would still set a password or an address, but for the one in use, in the
 * step that gives a reason to: a new password locks out whoever had asked for another address while they knew the old.
 */
export async function linkEnds(
  people: Documents,
  userId: string,
  { purposes = opening, inUse }: { readonly purposes?: readonly OpeningPurpose[]; readonly inUse?: string } = {},
): Promise<readonly Write[]> {
  const found = await Promise.all(
    purposes.map((purpose) => oneTimeTokens.find(people, 'ofUser', { equal: { userId, purpose }, limit: atMost })),
  );
  return found.flat().flatMap(({ id }) => (id === inUse ? [] : [oneTimeTokens.delete(id)]));
}
