import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoreDeal, worth } from '../../../shared/domain/deal/deal-score.ts';
import { dealTokens, nameMatcher, tokenOf } from '../../../shared/domain/deal/deal-tokens.ts';

const usual = {
  discount: 0.35,
  confidence: 0.8,
  condition: 'new',
  seller: undefined,
  retailerName: 'Larkspur Kitchen',
  priceMinor: 6_500,
  low30Minor: 8_000,
  days: 90,
} as const;

describe('the score of a deal', () => {
  it('is the sum of parts that can be shown', () => {
    expect(scoreDeal(usual)).toEqual({
      score: 66.9,
      parts: { discount: 22.5, confidence: 20, seller: 15, rarity: 9.4 },
    });
    expect(Object.values(worth).reduce((sum, each) => sum + each, 0)).toBe(100);
  });

  it.each<readonly [string, Partial<Parameters<typeof scoreDeal>[0]>]>([
    ['dearer', { discount: 0.3 }],
    ['less sure', { confidence: 0.6 }],
    ['used', { condition: 'used' }],
    ['of a seller that is not the shop', { seller: 'Bargain Bros' }],
    ['no lower than the month’s lowest', { low30Minor: 6_500 }],
    ['known for a few days only', { days: 6 }],
  ])('is lower where it is %s', (_, change) => {
    expect(scoreDeal({ ...usual, ...change }).score).toBeLessThan(scoreDeal(usual).score);
  });

  it('is the same from the shop itself, however it writes its name', () => {
    expect(scoreDeal({ ...usual, seller: 'larkspur kitchen, Inc.' }).score).toBe(scoreDeal(usual).score);
  });

  it('stays between 0 and 100, whatever the numbers', () => {
    const any = fc.double({ min: -5, max: 5, noNaN: true });
    fc.assert(
      fc.property(
        any,
        any,
        fc.integer({ min: 0, max: 1e9 }),
        fc.integer({ min: 0, max: 1e9 }),
        fc.nat(1_000),
        (discount, confidence, priceMinor, low30Minor, days) => {
          const { score } = scoreDeal({ ...usual, discount, confidence, priceMinor, low30Minor, days });
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(100.01);
        },
      ),
    );
  });
});

describe('the tokens of a deal', () => {
  const deal = {
    title: 'Crème-Brûlée Brenner 3000 für die Küche',
    brand: 'Larkspur',
    category: 'Home > Kitchen > Torches',
    retailerId: 'larkspur',
    kind: 'deal',
  };

  it('hold at least the one by which any filter that it passes looks it up', () => {
    const pick = (value: string) => fc.option(fc.constant(value), { nil: undefined });
    const filters = fc.record({
      text: fc.option(fc.constantFrom('brenner', 'CREME', 'küche 3000', 'larkspur'), { nil: undefined }),
      brand: pick('LARKSPUR'),
      category: fc.option(fc.constantFrom('kitchen', 'Torches', 'home'), { nil: undefined }),
      retailer: pick('larkspur'),
      kind: pick('deal'),
    });
    fc.assert(
      fc.property(filters, (filter) => {
        expect(nameMatcher(filter)(deal)).toBe(true);
        expect(nameMatcher(filter)({ ...deal, tokens: dealTokens(deal) })).toBe(true);
        const token = tokenOf(filter);
        if (token !== undefined) expect(dealTokens(deal)).toContain(token);
      }),
    );
  });

  it('are forty at most, however long the title', () => {
    const title = Array.from({ length: 200 }, (_, i) => `word${i}x`).join(' ');
    const tokens = dealTokens({ ...deal, title, category: 'a > b > c > d > e > f' });
    expect([tokens.length, new Set(tokens).size]).toEqual([40, 40]);
  });

  it('do not match what differs', () => {
    for (const filter of [
      { text: 'brenner xyz' },
      { brand: 'lark' },
      { category: 'kit' },
      { retailer: 'ebay' },
      { kind: 'glitch' },
    ]) {
      expect(nameMatcher(filter)(deal)).toBe(false);
    }
  });
});
