import { describe, expect, it } from 'vitest';
import { currencyCodes, currencyDecimals, isCurrencyCode } from '../../../shared/domain/money/currencies.ts';
import { formatMoney } from '../../../shared/domain/money/format-money.ts';
import { money } from '../../../shared/domain/money/money.ts';
import { sameMoney } from '../../../shared/domain/money/same-money.ts';
import { toMajorUnits, toMoney } from '../../../shared/domain/money/to-money.ts';

describe('toMoney', () => {
  it('counts in the smallest unit of the currency', () => {
    expect(toMoney(12.5, 'EUR')).toEqual({ minor: 1250, currency: 'EUR' });
    expect(toMoney(1280, 'JPY')).toEqual({ minor: 1280, currency: 'JPY' });
    expect(toMoney(1.25, 'KWD')).toEqual({ minor: 1250, currency: 'KWD' });
  });

  it('rounds half away from zero in decimal notation, not in binary', () => {
    expect(toMoney(1.005, 'USD').minor).toBe(101);
    expect(toMoney(-1.005, 'USD').minor).toBe(-101);
    expect(toMoney(29.1583, 'GBP').minor).toBe(2916);
    expect(toMoney(1e-7, 'GBP').minor).toBe(0);
  });

  it('refuses what is no currency or no amount', () => {
    expect(() => toMoney(1, 'XYZ')).toThrow(RangeError);
    expect(() => toMoney(Number.NaN, 'EUR')).toThrow(RangeError);
    expect(() => toMoney(1e300, 'EUR')).toThrow(RangeError);
  });

  it('is undone by toMajorUnits', () => {
    for (const amount of [0, 0.01, 0.29, 1.1, 19.99, 1234567.89])
      expect(toMajorUnits(toMoney(amount, 'EUR'))).toBe(amount);
  });
});

describe('formatMoney', () => {
  it('writes the currency as the locale does, with its own decimals', () => {
    expect(formatMoney({ minor: 129950, currency: 'EUR' }, 'de-DE')).toBe('1.299,50\u00a0€');
    expect(formatMoney({ minor: 129950, currency: 'USD' })).toBe('$1,299.50');
    expect(formatMoney({ minor: 1280, currency: 'JPY' })).toBe('¥1,280');
    expect(formatMoney({ minor: 129950, currency: 'ALL' }, 'en')).toMatch(/1,299\.50$/);
  });
});

describe('equality', () => {
  it('is that of the amount and of its currency', () => {
    expect(sameMoney({ minor: 2, currency: 'EUR' }, { minor: 2, currency: 'EUR' })).toBe(true);
    expect(sameMoney({ minor: 2, currency: 'EUR' }, { minor: 3, currency: 'EUR' })).toBe(false);
    expect(sameMoney({ minor: 2, currency: 'EUR' }, { minor: 2, currency: 'USD' })).toBe(false);
  });
});

describe('currencies', () => {
  it('are listed once each, as codes that money accepts', () => {
    expect(new Set(currencyCodes).size).toBe(currencyCodes.length);
    for (const code of currencyCodes) expect(money.safeParse({ minor: 1, currency: code }).success).toBe(true);
  });

  it('have 0, 2, 3 or 4 decimals', () => {
    expect(['JPY', 'EUR', 'KWD', 'CLF'].map(currencyDecimals)).toEqual([0, 2, 3, 4]);
    expect(isCurrencyCode('eur')).toBe(false);
  });
});
