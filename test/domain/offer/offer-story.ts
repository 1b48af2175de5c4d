import type { HistoryBucket } from '../../../shared/documents/history.ts';
import type { Offer } from '../../../shared/documents/offer.ts';
import { type DetectorInput, detect } from '../../../shared/domain/detection/detect.ts';
import type { DetectorState } from '../../../shared/domain/detection/detector-state.ts';
import { levelChange } from '../../../shared/domain/detection/level-steps.ts';
import { recordSteps } from '../../../shared/domain/offer/history-steps.ts';

/** An offer and its history after observations 1, 2, 3 …; a new bucket is opened before each sequence of `openAt`. */
export function offerAfter(
  inputs: readonly DetectorInput[],
  openAt: readonly number[] = [],
): { readonly offer: Offer; readonly buckets: readonly HistoryBucket[] } {
  let state: DetectorState | null = null;
  let price: Offer['price'] = null;
  const buckets: HistoryBucket[] = [];
  for (const [i, input] of inputs.entries()) {
    const sequence = i + 1;
    const detection = detect(state ?? undefined, input);
    const { steps } = levelChange(state, input, detection);
    const { changes, ends } = recordSteps(sequence, steps);
    const open = buckets.at(-1);
    if (steps.length > 0 && (!open || openAt.includes(sequence))) {
      const openedAtMs = steps[0]?.atMs ?? input.atMs;
      const number = buckets.length + 1;
      buckets.push({
        offerId: 'o',
        number,
        currency: 'EUR',
        openedAtMs,
        checkpoint: state,
        changes,
        ends,
        retracted: {},
      });
    } else if (open) {
      Object.assign(open.changes, changes);
      Object.assign(open.ends, ends);
    }
    if (detection.verdict.type !== 'suspect') price = { minor: input.minor, currency: 'EUR' };
    state = detection.state;
  }
  const offer: Offer = {
    url: 'https://shop.example/kettle',
    shopId: 'shop',
    retailerId: 'shop',
    shardId: 'shop:1',
    facts: {},
    gtin: null,
    page: null,
    price,
    availability: null,
    outcome: 'price',
    lastSequence: inputs.length,
    gap: null,
    detector: state,
    openAnomalyId: null,
    deals: [],
    dealEndedAtMs: null,
    history: { bucket: buckets.length, changes: 0, openedAtMs: 0 },
    createdAtMs: 0,
    updatedAtMs: 0,
  };
  return { offer, buckets };
}
