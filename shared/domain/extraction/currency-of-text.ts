import { isCurrencyCode } from '../money/currencies.ts';
import { readPrice } from '../money/read-price.ts';
import type { PageContext } from './page-context.ts';

/** Codes that shops still write, and what they mean today. */
const legacyCodes: Readonly<Record<string, string>> = {
  RUR: 'RUB',
  BYR: 'BYN',
  BYB: 'BYN',
  NTD: 'TWD',
  RMB: 'CNY',
  UKP: 'GBP',
  NIS: 'ILS',
  YTL: 'TRY',
};

/** ISO 4217 code of a currency named by code or symbol; undefined where the text names none. */
export function currencyOfText(text: string | undefined, context: Pick<PageContext, 'locale'>): string | undefined {
  const name = text?.trim() ?? '';
  if (name === '') return undefined;
  const code = name.toUpperCase();
  const current = legacyCodes[code] ?? code;
  if (isCurrencyCode(current)) return current;
  const reading = readPrice(`1 ${name}`, context.locale === undefined ? {} : { locale: context.locale });
  return reading.currency ?? undefined;
}
