import { type Deal, deals } from '../../shared/documents/deal.ts';
import { digests } from '../../shared/documents/digest.ts';
import type { NotificationRequested } from '../../shared/messages/notification-requested.ts';
import type { Documents } from '../../shared/ports/documents.ts';
import { PermanentError } from '../../shared/runtime/errors.ts';
import type { NamedDeal } from './choose-recipients.ts';

interface Sources {
  readonly catalogue: Documents;
  readonly people: Documents;
  readonly whyGone: (dealId: string, deal: Deal) => Promise<string | null>;
}

/** The deal a request is about, or those of its digest. @throws PermanentError where it is gone */
export async function readNews(
  sources: Sources,
  { kind, dealId }: NotificationRequested,
): Promise<readonly NamedDeal[]> {
  if (kind === 'account') return [];
  if (kind === 'digest') return readDigest(sources, dealId);
  const deal = await deals.get(sources.catalogue, dealId);
  if (!deal) throw new PermanentError(`the deal ${dealId} does not exist`);
  return [deal];
}

async function readDigest({ catalogue, people, whyGone }: Sources, digestId: string): Promise<readonly NamedDeal[]> {
  const digest = await digests.get(people, digestId);
  if (!digest) throw new PermanentError(`the digest ${digestId} does not exist`);
  const ids = new Set(digest.value.recipients.flatMap(({ dealIds }) => dealIds));
  const found = await deals.getAll(catalogue, [...ids], () => {});
  const asked = await Promise.all(
    found.map(async (deal) => {
      if (!deal) return [];
      const isGone = deal.value.retractedAtMs !== null || (await whyGone(deal.id, deal.value)) !== null;
      return [{ ...deal, isGone }];
    }),
  );
  return asked.flat();
}
