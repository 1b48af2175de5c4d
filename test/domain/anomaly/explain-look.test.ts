import { expect, it } from 'vitest';
import { lookLines } from '../../../shared/domain/anomaly/explain-look.ts';
import type { Vote } from '../../../shared/domain/extraction/extraction.ts';
import type { Observation } from '../../../shared/domain/observation/observation.ts';

const vote = (extractor: string, source: string, role: Vote['role'], minor: number): Vote => ({
  ...{ extractor, source, role },
  price: { minor, currency: 'EUR' },
});
const look: Observation = {
  checkedAtMs: 0,
  outcome: 'price',
  price: { minor: 4_250, currency: 'EUR' },
  confidence: 0.95,
  votes: [
    vote('json-ld', 'product.offers[0].price', 'current', 4_250),
    vote('visible-text', 'span.amount', 'current', 12_900),
    vote('visible-text', 's', 'list', 42_500),
    ...[1, 2, 3, 4, 5, 5].map((n) => vote('visible-text', 'span.card-price', 'related', 1_000 * n)),
  ],
  reasons: ['42.5 is said by json-ld', 'the page shows 129 more prominently'],
  facts: {},
  strategy: 'http',
};

it('a look is told in columns: what the price may be, then what else was read, other products’ prices in one line', () => {
  expect(lookLines(look)).toEqual([
    'read over http: €42.50, confidence 0.95',
    'because 42.5 is said by json-ld',
    'because the page shows 129 more prominently',
    '  current  €42.50   json-ld, product.offers[0].price',
    '  current  €129.00  visible-text, span.amount',
    '  list     €425.00                                    visible-text, s',
    '  related  €10.00, €20.00, €30.00, €40.00 and 1 more  visible-text, span.card-price',
  ]);
});

it('a look that showed no price says how it ended', () => {
  const blocked: Observation = { ...look, outcome: 'blocked', price: null, confidence: 0, votes: [], reasons: [] };
  expect(lookLines(blocked)).toEqual(['read over http: blocked']);
});
