import { oneTimeTokens } from '../../documents/one-time-token.ts';
import type { Documents, Write } from '../../ports/documents.ts';

/** Purposes of links by which whoever holds one gets into an account, or keeps it. */
const opening = ['reset-password', 'change-address'] as const;
type OpeningPurpose = (typeof opening)[number];

const atOnce = 100;

/**
 * What ends the links sent for somebody that would still set a password or an address, but for the one in use, in the
 * step that gives a reason to: a new password locks out whoever had asked for another address while they knew the old.
 */
export async function linkEnds(
  people: Documents,
  userId: string,
  nowMs: number,
  { purposes = opening, inUse }: { readonly purposes?: readonly OpeningPurpose[]; readonly inUse?: string } = {},
): Promise<readonly Write[]> {
  const ends: Write[] = [];
  for (const purpose of purposes) {
    for await (const page of oneTimeTokens.pages(people, 'ofUser', { equal: { userId, purpose }, limit: atOnce })) {
      // What has expired opens nothing, and days of it would not fit into one step.
      const open = page.filter(({ id, value }) => id !== inUse && nowMs < value.expiresAtMs);
      ends.push(...open.map(({ id }) => oneTimeTokens.delete(id)));
    }
  }
  return ends;
}
