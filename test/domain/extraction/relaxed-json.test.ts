import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson, readRelaxedJson } from '../../../shared/domain/extraction/relaxed-json.ts';

describe('broken JSON', () => {
  it.each([
    ['a trailing comma', '{"price": 5, "tags": ["a",],}', { price: 5, tags: ['a'] }],
    [
      'an escape that JSON does not know',
      String.raw`{"name": "Let\'s go", "price": 5}`,
      { name: "Let's go", price: 5 },
    ],
    ['a raw line break in a string', '{"name": "two\nlines", "price": 5}', { name: 'two\nlines', price: 5 }],
    [
      'quotes that should have been escaped',
      '{"name": "TV 55" black", "price": 5}',
      { name: 'TV 55" black', price: 5 },
    ],
    ['an end that never comes', '{"offers": {"price": 5', { offers: { price: 5 } }],
    ['a comment around it', '<!-- {"price": 5} -->', { price: 5 }],
    ['bare keys and single quotes', "{price: 5, 'name': 'x'}", { price: 5, name: 'x' }],
    ['undefined and calls', '{"a": undefined, "b": new Date(1, 2), "price": 5}', { a: null, b: null, price: 5 }],
  ])('is repaired: %s', (_, text, value) => {
    expect(JSON.parse(JSON.stringify(parseJson(text)))).toEqual(value);
  });

  it('is undefined where there is none', () => {
    expect(parseJson('no data here')).toBeUndefined();
  });
});

describe('the forgiving reader', () => {
  it('reads every valid JSON as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        expect(JSON.stringify(readRelaxedJson(text)?.value)).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it('comes to an end on any text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('{', '}', '[', ']', '"', "'", ',', ':', '\\', '/*', '//', 'a', '1', ' ', '(', '`')),
        (parts) => {
          readRelaxedJson(parts.join(''));
        },
      ),
    );
  });
});
