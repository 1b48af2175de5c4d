import type { Offer } from '../../shared/documents/offer.ts';
import type { Money } from '../../shared/domain/money/money.ts';

/** A watched offer that asks this price, as far as anybody knows. */
export const askingOffer = (price: Money, changes: Partial<Offer> = {}): Offer => ({
  url: 'https://kettle.example/p/1',
  shopId: 'generic~kettle.example',
  retailerId: 'generic',
  shardId: 'generic~kettle.example:1',
  facts: {},
  gtin: null,
  page: null,
  price,
  availability: null,
  outcome: 'price',
  lastSequence: 1,
  gap: null,
  detector: null,
  openAnomalyId: null,
  deals: [],
  dealEndedAtMs: null,
  history: null,
  createdAtMs: 0,
  updatedAtMs: 0,
  ...changes,
});
