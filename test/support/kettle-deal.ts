import type { Deal } from '../../shared/documents/deal.ts';

/** A price error of a kettle, confirmed now. */
export const kettleDeal = (offerId: string, nowMs: number): Deal => ({
  offerId,
  retailerId: 'generic',
  retailerName: 'Kettle House',
  title: `Brook kettle ${offerId}`,
  url: 'https://kettle.example/p/1',
  kind: 'glitch',
  price: { minor: 2_490, currency: 'EUR' },
  medianMinor: 9_999,
  low30Minor: 8_999,
  discount: 0.75,
  reasons: ['deal-rule'],
  observedAtMs: nowMs,
  confirmedAtMs: nowMs,
  retractedAtMs: null,
});
