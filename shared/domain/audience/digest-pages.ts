import type { DigestPage } from '../../documents/digest.ts';
import type { Channel } from '../../messages/notification-requested.ts';
import { stableId } from '../identity/stable-id.ts';

/** What one subscriber is to be told together. */
export type DigestRecipient = DigestPage['recipients'][number];

/** A deal with the longest address takes 12 KB of a mail, and what is told takes two writes of the 500 that go together. */
const most = { recipients: 8, deals: 60, dealsOfOne: 40 } as const;

export interface NamedDigest {
  readonly id: string;
  readonly recipients: readonly DigestRecipient[];
}

/** The digests of one instant in pages of one dispatch each; the same people and deals give the same ids. */
export function digestPages(
  dueAtMs: number,
  channel: Channel,
  dealsOf: ReadonlyMap<string, ReadonlySet<string>>,
): NamedDigest[] {
  const pages: DigestRecipient[][] = [];
  let deals = 0;
  for (const recipient of recipientsOf(dealsOf)) {
    const page = pages.at(-1);
    deals += recipient.dealIds.length;
    const isNext = page?.at(-1)?.subscriberId === recipient.subscriberId;
    if (page && !isNext && page.length < most.recipients && deals <= most.deals) page.push(recipient);
    else {
      pages.push([recipient]);
      deals = recipient.dealIds.length;
    }
  }
  return pages.map((recipients) => ({
    id: stableId('digest', dueAtMs, channel, JSON.stringify(recipients)),
    recipients,
  }));
}

/** Whoever has more deals than a mail holds gets several, in pages of their own. */
function recipientsOf(dealsOf: ReadonlyMap<string, ReadonlySet<string>>): DigestRecipient[] {
  const sorted = [...dealsOf].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.flatMap(([subscriberId, deals]) => {
    const dealIds = [...deals].sort();
    return Array.from({ length: Math.ceil(dealIds.length / most.dealsOfOne) }, (_, i) => ({
      subscriberId,
      dealIds: dealIds.slice(i * most.dealsOfOne, (i + 1) * most.dealsOfOne),
    }));
  });
}
