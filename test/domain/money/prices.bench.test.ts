import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPrice } from '../../../shared/domain/money/read-price.ts';

interface PriceText {
  readonly text: string | null;
  readonly currencyHint?: string;
  readonly locale?: string;
  readonly decimalSeparatorHint?: '.' | ',';
  readonly hard: boolean;
  readonly expected: { readonly amount: number | null };
}

const file = resolve('../shared/bench/prices/dev.json');

function priceTexts(): PriceText[] {
  if (!existsSync(file)) throw new Error(`the measuring data is missing: ${file}`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** A tenth or ten times the right amount, or more: what would be announced as a price error. */
function isOffByTen(read: number | null, expected: number | null): boolean {
  if (!read || !expected) return false;
  return Math.abs(Math.log10(read / expected)) > Math.log10(9);
}

describe('price texts of shops', () => {
  const share = (texts: readonly PriceText[]) => {
    const right = ({ text, expected, ...context }: PriceText) => {
      const { amount } = readPrice(text ?? '', context);
      return amount === expected.amount || Math.abs((amount ?? Number.NaN) - (expected.amount ?? Number.NaN)) < 0.005;
    };
    return texts.filter(right).length / texts.length;
  };

  it('are read rightly: at least 99.5 % of the normal ones, 80 % of the hard ones', () => {
    const texts = priceTexts();
    expect(share(texts.filter(({ hard }) => !hard))).toBeGreaterThanOrEqual(0.995);
    expect(share(texts.filter(({ hard }) => hard))).toBeGreaterThanOrEqual(0.8);
  });

  it('are never read wrong by ten', () => {
    const wrong = priceTexts().filter(({ text, expected, ...context }) =>
      isOffByTen(readPrice(text ?? '', context).amount, expected.amount),
    );
    expect(wrong).toEqual([]);
  });
});
