import { field } from '../../shared/documents/fields.ts';
import type { Shard } from '../../shared/documents/shard.ts';
import type { PriceObserved } from '../../shared/messages/price-observed.ts';
import type { FieldUpdate } from '../../shared/ports/documents.ts';

const idOf = ({ offerId, sequence }: PriceObserved) => `${offerId}-${sequence}`;
const place = (entry: PriceObserved) => ['outbox', idOf(entry)] as const;

/** Puts observations into their shard's outbox. */
export const entries = (observed: readonly PriceObserved[]): FieldUpdate[] =>
  observed.map((entry) => field(place(entry), entry));

/** Takes published observations off it. */
export const removals = (observed: readonly PriceObserved[]): FieldUpdate[] =>
  observed.map((entry) => field(place(entry), undefined));

/** What is in the outbox beside these. */
export function othersIn({ outbox }: Shard, known: readonly PriceObserved[]): PriceObserved[] {
  const ids = new Set(known.map(idOf));
  return Object.values(outbox).filter((entry) => !ids.has(idOf(entry)));
}
