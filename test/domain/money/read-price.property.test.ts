import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currencyCodes, currencyDecimals } from '../../../shared/domain/money/currencies.ts';
import { formatMoney } from '../../../shared/domain/money/format-money.ts';
import { readPrice } from '../../../shared/domain/money/read-price.ts';
import { toMoney } from '../../../shared/domain/money/to-money.ts';

const locales = (
  'en-US en-GB en-IN en-AU en-CA de-DE de-AT de-CH fr-FR fr-CA it-IT es-ES es-MX es-AR es-CL pt-BR pt-PT nl-NL sv-SE ' +
  'nb-NO da-DK fi-FI pl-PL cs-CZ sk-SK hu-HU ro-RO bg-BG ru-RU uk-UA tr-TR el-GR ar-EG ar-SA ar-AE fa-IR he-IL hi-IN ' +
  'bn-BD th-TH vi-VN id-ID ms-MY ja-JP ko-KR zh-CN zh-TW lt-LT lv-LV et-EE sl-SI hr-HR sr-RS ka-GE kk-KZ hy-AM is-IS ca-ES'
).split(' ');
/** Iraq's dinar is written without the three decimals that ISO 4217 gives it. MRO is shown as its successor, MRU. */
const codes = currencyCodes.filter((code) => code !== 'IQD' && code !== 'MRO');

const priceOf = fc.record({
  minor: fc.oneof(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 1, max: 2_000_000_000 })),
  currency: fc.constantFrom(...codes),
});

describe('parse ∘ format', () => {
  it('gives the same money back in every locale and currency', () => {
    fc.assert(
      fc.property(priceOf, fc.constantFrom(...locales), (money, locale) => {
        const { amount, currency } = readPrice(formatMoney(money, locale), { locale, currencyHint: money.currency });
        expect(amount === null || currency === null ? null : toMoney(amount, currency)).toEqual(money);
      }),
      { numRuns: 3000 },
    );
  });

  it('never gives another amount when nothing is known of locale and currency', () => {
    const display = fc.constantFrom('symbol', 'code', 'narrowSymbol');
    fc.assert(
      fc.property(priceOf, fc.constantFrom(...locales), display, ({ minor, currency }, locale, currencyDisplay) => {
        const decimals = currencyDecimals(currency);
        const fraction = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
        const format = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay, ...fraction });
        const expected = minor / 10 ** decimals;
        expect([null, expected]).toContain(readPrice(format.format(expected)).amount);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('any text', () => {
  const pieces = fc.constantFrom(
    ...[
      '1',
      '29',
      '999',
      '1.299',
      '12,50',
      '.',
      ',',
      ' ',
      '\u00a0',
      "'",
      '-',
      '–',
      '/',
      '%',
      '€',
      '$',
      'kr',
      'R',
      'p',
      'K',
      'EUR',
    ],
    ...['от', 'ab', 'was', 'now', '/mo', 'x', '円', '٫', '٣', '⁹', '\u200f', '(', ')', 'free', '𝟙', '\ud800'],
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join('')),
  );

  it('is read without an exception, as no amount or one that money can hold', () => {
    fc.assert(
      fc.property(text, text, fc.option(fc.string()), (price, sibling, locale) => {
        const context = { currencyHint: sibling, siblings: [sibling], ...(locale !== null && { locale }) };
        const { amount, currency } = readPrice(price, context);
        if (amount === null) return;
        expect(amount).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(amount)).toBe(true);
        if (currency !== null) expect(toMoney(amount, currency).currency).toBe(currency);
      }),
      { numRuns: 3000 },
    );
  });

  it('is 0 only where the text says 0 or free', () => {
    fc.assert(
      fc.property(text, (price) => {
        const { amount, qualifier } = readPrice(price);
        if (amount === 0 && qualifier !== 'free') expect(price).toMatch(/[0\u0660\u06f0\uff10]/);
      }),
      { numRuns: 2000 },
    );
  });

  it('of any length is read from its beginning', () => {
    for (const piece of ['1', '1 ', '1,', '1.1.', '$', 'R1', '€1', '- ', 'from ', ' ', '\u200f', '1 € ab ', "s'"]) {
      const long = piece.repeat(Math.ceil(200_000 / piece.length));
      expect(readPrice(long, { siblings: [long] })).toEqual(readPrice(long.slice(0, 1000), { siblings: [long] }));
    }
  });
});
