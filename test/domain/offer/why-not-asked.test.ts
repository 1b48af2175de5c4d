import { expect, it } from 'vitest';
import { type Standing, whyNotAsked } from '../../../shared/domain/offer/why-not-asked.ts';

const euro = (minor: number) => ({ minor, currency: 'EUR' });
const shown = (changes: Partial<Standing>): Standing => ({
  price: euro(6_000),
  suspected: null,
  availability: 'InStock',
  outcome: 'price',
  ...changes,
});

it.each<[string, Standing | null]>([
  ['it is accepted', shown({})],
  ['it stands in quarantine', shown({ price: euro(10_000), suspected: euro(6_000) })],
  ['nothing is said of its availability', shown({ availability: null })],
  ['the page could not be seen last', shown({ outcome: 'blocked' })],
  ['it is to be had later', shown({ availability: 'BackOrder' })],
])('is asked while %s', (_, now) => {
  expect(whyNotAsked(euro(6_000), now)).toBeNull();
});

it.each<[string, Standing | null, string]>([
  ['another price is accepted', shown({ price: euro(10_000) }), 'No longer asked: the offer stands at €100.00 by now.'],
  [
    'another price stands in quarantine',
    shown({ price: euro(10_000), suspected: euro(60) }),
    'No longer asked: the offer stands at €100.00 by now.',
  ],
  [
    'the same amount is of another currency',
    shown({ price: { minor: 6_000, currency: 'USD' } }),
    'No longer asked: the offer stands at $60.00 by now.',
  ],
  ['it has no price', shown({ price: null }), 'No longer asked: the offer shows no price by now.'],
  ['it is sold out', shown({ availability: 'OutOfStock' }), 'No longer asked: it is sold out.'],
  ['its page is gone', shown({ outcome: 'gone' }), 'No longer asked: the page of the offer is gone.'],
  ['nobody watches it', null, 'No longer asked: the offer is not watched any more.'],
])('is asked no longer when %s', (_, now, words) => {
  expect(whyNotAsked(euro(6_000), now)).toBe(words);
});
