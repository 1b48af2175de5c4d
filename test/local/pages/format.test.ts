import { describe, expect, test } from 'vitest';
import { agoText, countText, kindText, moneyText, percentText } from '../../../infra/local/pages/assets/format.js';
import { anomalyKinds } from '../../../shared/domain/detection/verdict.ts';

describe('moneyText', () => {
  test.each([
    [{ minor: 78_999, currency: 'USD' }, '$789.99'],
    [{ minor: 129_900, currency: 'EUR' }, '€1,299.00'],
    [{ minor: 34_700, currency: 'JPY' }, '¥34,700'],
    [{ minor: 12_345, currency: 'KWD' }, 'KWD\u00a012.345'],
  ])('writes %o as %s, with the currency’s own number of decimals', (price, text) => {
    expect(moneyText(price)).toBe(text);
  });
});

describe('percentText', () => {
  test('rounds to whole percentages', () => {
    expect(percentText(0.3355)).toBe('34%');
  });

  test('never says that something is free when it is not', () => {
    expect(percentText(0.999)).toBe('99%');
    expect(percentText(1)).toBe('100%');
  });
});

describe('agoText', () => {
  const nowMs = Date.UTC(2026, 0, 2, 12);
  test.each([
    [0, 'just now'],
    [12, '12 seconds ago'],
    [59, '59 seconds ago'],
    [60, '1 minute ago'],
    [3_599, '59 minutes ago'],
    [7_200, '2 hours ago'],
    [86_400 * 3, '3 days ago'],
  ])('says of %i seconds: %s', (seconds, text) => {
    expect(agoText(nowMs - seconds * 1000, nowMs)).toBe(text);
  });

  test('takes an instant in the future, as a clock a little off gives it, for now', () => {
    expect(agoText(nowMs + 60_000, nowMs)).toBe('just now');
  });
});

test('every kind of anomaly and deal has a name in words', () => {
  for (const kind of [...anomalyKinds, 'deal']) {
    expect(kindText(kind)).not.toBe(kind);
    expect(kindText(kind)).toMatch(/^[A-Z]/);
  }
});

test('a count has its plural', () => {
  expect([countText(1, 'offer'), countText(1500, 'offer')]).toEqual(['1 offer', '1,500 offers']);
});
