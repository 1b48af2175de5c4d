import { UnreadableDocumentError } from '../../shared/documents/collection.ts';
import type { Deal } from '../../shared/documents/deal.ts';
import { offers } from '../../shared/documents/offer.ts';
import { standingOf, whyNotAsked } from '../../shared/domain/offer/why-not-asked.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Documents } from '../../shared/ports/documents.ts';

/** As old as what an instance knows may be; a deal with many recipients is many dispatches in a row. */
const knownForMs = 5_000;

/** Tells why a deal's price is asked no longer; null while it is. Reads an offer at most once in five seconds. */
export function watchForGoing({ catalogue, clock }: { readonly catalogue: Documents; readonly clock: Clock }) {
  let last: { readonly dealId: string; readonly atMs: number; readonly answer: Promise<string | null> } | undefined;
  const read = async ({ offerId, price }: Deal): Promise<string | null> => {
    try {
      const offer = await offers.get(catalogue, offerId);
      return whyNotAsked(price, offer ? standingOf(offer.value) : null);
    } catch (error) {
      // Trying again would not help, and a price nobody can be sure of is announced to nobody.
      if (error instanceof UnreadableDocumentError) return error.message;
      throw error;
    }
  };
  return (dealId: string, deal: Deal): Promise<string | null> => {
    const nowMs = clock.nowMs();
    if (last?.dealId === dealId && nowMs - last.atMs < knownForMs) return last.answer;
    const answer = read(deal);
    last = { dealId, atMs: nowMs, answer };
    answer.catch(() => {
      if (last?.answer === answer) last = undefined;
    });
    return answer;
  };
}
