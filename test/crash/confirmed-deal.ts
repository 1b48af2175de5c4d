import { deals } from '../../shared/documents/deal.ts';
import { offers } from '../../shared/documents/offer.ts';
import { askingOffer } from '../support/asking-offer.ts';
import type { Stage } from './scenario.ts';

/** A product whose deal is confirmed already; telling people is all that is left. */
export async function confirmedDeal({ outside: { catalogue, clock } }: Stage, number = 1): Promise<void> {
  const price = { minor: 5_000, currency: 'EUR' };
  await catalogue.write([
    offers.create(`offer-${number}`, askingOffer(price)),
    deals.create(`deal-${number}`, {
      offerId: `offer-${number}`,
      retailerId: 'corner',
      retailerName: 'Corner Shop',
      title: number === 1 ? 'Brook kettle' : `Brook kettle ${number}`,
      url: 'https://corner.example/kettle',
      kind: 'deal',
      price,
      medianMinor: 10_000,
      low30Minor: 9_000,
      discount: 0.5,
      reasons: ['deal-rule'],
      observedAtMs: clock.nowMs(),
      confirmedAtMs: clock.nowMs(),
      retractedAtMs: null,
    }),
  ]);
}
