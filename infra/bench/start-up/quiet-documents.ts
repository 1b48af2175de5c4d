import { anomalies } from '../../../shared/documents/anomaly.ts';
import { deals } from '../../../shared/documents/deal.ts';
import type { Write } from '../../../shared/ports/documents.ts';

const price = { minor: 1_999, currency: 'EUR' } as const;
const offer = { offerId: 'none', retailerId: 'generic', url: 'https://shop.example/none', price } as const;

/** The documents that the quiet messages speak of. */
export const quietDocuments: readonly Write[] = [
  anomalies.set('settled', {
    ...offer,
    shardId: 'none:1',
    shopId: 'none',
    sequence: 1,
    type: 'deal',
    kind: 'genuine-deal',
    state: 'rejected',
    facts: {},
    baseline: null,
    reasons: [],
    observedAtMs: 0,
    secondLook: null,
    dueAtMs: null,
    decidedAtMs: 0,
    decision: null,
    validation: { attempts: 0, lastError: null, inputTokens: 0, outputTokens: 0, costMicroUsd: 0 },
    evidence: null,
    retraction: null,
  }),
  deals.set('settled', {
    ...offer,
    retailerName: 'Shop',
    title: 'Kettle',
    kind: 'deal',
    medianMinor: 2_999,
    low30Minor: 2_499,
    discount: 0.33,
    reasons: [],
    observedAtMs: 0,
    confirmedAtMs: 0,
    retractedAtMs: null,
  }),
];
