import { readPrice } from '../money/read-price.ts';
import type { Candidate } from './candidate.ts';
import { markupWords } from './markup-words.ts';
import { type PageContext, previousAmountIn } from './page-context.ts';
import type { Landmarks } from './page-landmarks.ts';
import { markupRoles } from './price-words.ts';
import { readSelectorField, type SelectorMatch } from './retailer-selectors.ts';

/** Prices that the shop's own selectors find in the product's part of the page. */
export function readSelectorPrices(
  context: PageContext,
  landmarks: Landmarks,
  currencyHint: string | undefined,
): Candidate[] {
  return (['price', 'listPrice'] as const).flatMap((field): Candidate[] => {
    const match = readSelectorField(context, field, (element) => !landmarks.isElsewhere(element));
    if (match === undefined) return [];
    const reading = readPrice(match.value, {
      ...(currencyHint === undefined ? {} : { currencyHint }),
      ...previousAmountIn(context, currencyHint),
      ...(context.locale === undefined ? {} : { locale: context.locale }),
    });
    if (reading.amount === null || reading.amount <= 0) return [];
    return [
      {
        extractor: 'retailer-selector',
        source: match.selector,
        role: field === 'listPrice' ? 'list' : isBid(match) ? 'auction' : 'current',
        amount: reading.amount,
        trust: match.rank === 0 ? 0.9 : 0.85,
        ...(reading.currency === null ? {} : { currency: reading.currency }),
      },
    ];
  });
}

/** An auction's page shows its bid where others show their price. */
function isBid({ element }: SelectorMatch): boolean {
  const words = markupWords(element);
  return markupRoles.some(([role, pattern]) => role === 'auction' && pattern.test(words));
}
