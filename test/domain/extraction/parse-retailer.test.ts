import { describe, expect, it } from 'vitest';
import { parseRetailer } from '../../../shared/domain/extraction/parse-retailer.ts';
import { shop } from './fixture.ts';

const valid = shop('walmart');

function errorOf(changes: object): string {
  const parsed = parseRetailer(JSON.stringify({ ...valid, ...changes }), 'shared/retailers/x.json');
  return parsed.ok ? '' : parsed.error;
}

describe('a retailer file that is wrong', () => {
  it.each([
    ['robots', { robots: 'maybe' }, /^shared\/retailers\/x\.json: robots: found "maybe"; .*honour/],
    ['an unknown key', { colour: 'blue' }, /colour/],
    [
      'a selector that is none',
      {
        fields: { price: { selectors: [{ selector: 'a[' }, { selector: 'b' }, { selector: 'c' }], validator: '\\d' } },
      },
      /fields\.price\.selectors\.0\.selector: found "a\["; .*CSS selector/,
    ],
    [
      'a validator that is none',
      { fields: { price: { selectors: [{ selector: 'a' }, { selector: 'b' }, { selector: 'c' }], validator: '(' } } },
      /fields\.price\.validator: found "\("; .*regular expression/,
    ],
    [
      'too few selectors',
      { fields: { price: { selectors: [{ selector: 'a' }], validator: '\\d' } } },
      /fields\.price\.selectors: found .*3/,
    ],
    ['delays that cross', { pacing: { minDelayMs: 5, maxDelayMs: 1, concurrency: 1 } }, /pacing\.maxDelayMs: found 1/],
  ])('is refused in one line that names the place: %s', (_, changes, line) => {
    expect(errorOf(changes)).toMatch(line);
    expect(errorOf(changes)).not.toContain('\n');
  });

  it('is refused where it is no JSON', () => {
    expect(parseRetailer('{', 'shared/retailers/x.json')).toMatchObject({
      ok: false,
      error: expect.stringContaining('not valid JSON'),
    });
  });
});
