import { isCurrencyCode } from './currencies.ts';
import type { CurrencyMark } from './currency-marks.ts';
import { currencyOfRegion } from './currency-of-region.ts';
import { lexPriceText } from './lex-price-text.ts';
import { normalisePriceText } from './normalise-price-text.ts';

/** Languages of so many countries that without a region they say nothing about the currency. */
const worldLanguages = new Set(['en', 'es', 'fr', 'pt', 'ar', 'zh', 'ru', 'de', 'nl', 'sw']);

/** Codes that `hint` (a code, a symbol, another price) can mean; empty where it names no currency. */
export function currenciesOfHint(hint: string | undefined): readonly string[] {
  if (!hint) return [];
  if (isCurrencyCode(hint)) return [hint];
  const text = normalisePriceText(hint);
  const marks = lexPriceText(text).filter((token) => token.kind === 'mark');
  const whole = marks.find((token) => /^[\s.,:()[\]*]*$/.test(text.slice(0, token.start) + text.slice(token.end)));
  const mark =
    whole ?? marks.find((token) => token.mark.strength === 'strong' || besideDigit(text, token.start, token.end));
  return mark && (whole || mark.mark.strength !== 'weak')
    ? mark.mark.usual
      ? [mark.mark.usual]
      : mark.mark.codes
    : [];
}

function besideDigit(text: string, start: number, end: number): boolean {
  return /\d\s?$/.test(text.slice(Math.max(0, start - 2), start)) || /^\s?\d/.test(text.slice(end, end + 2));
}

/** The one currency that the mark, the hint and the locale leave; null where several remain or none is named. */
export function resolveCurrency(
  mark: CurrencyMark | undefined,
  hinted: readonly string[],
  locale: string | undefined,
): string | null {
  const named = mark ? mark.codes : hinted;
  if (named.length <= 1) return named[0] ?? null;
  const agreed = named.filter((code) => hinted.includes(code));
  if (agreed.length === 1) return agreed[0] ?? null;
  const home = homeCurrency(locale);
  return home !== undefined && named.includes(home) ? home : (mark?.usual ?? null);
}

function homeCurrency(locale: string | undefined): string | undefined {
  if (!locale || locale.length > 35) return undefined;
  try {
    const tag = new Intl.Locale(locale.replace('_', '-'));
    const region = tag.region ?? (worldLanguages.has(tag.language) ? undefined : tag.maximize().region);
    return region && currencyOfRegion(region);
  } catch {
    return undefined; // not a language tag
  }
}
