import type { Money } from '../money/money.ts';
import { readPrice } from '../money/read-price.ts';
import { toMajorUnits } from '../money/to-money.ts';
import type { Extraction, Page } from './extraction.ts';
import { readPageContext } from './page-context.ts';
import { findLandmarks } from './page-landmarks.ts';
import { readPage } from './read-page.ts';
import type { Retailer } from './retailer.ts';
import type { RetailerField } from './retailer-selectors.ts';
import { normalisedName } from './same-name.ts';
import { type KnownPage, type SelectorSuggestion, suggestSelectors } from './suggest-selectors.ts';
import type { SuggestedField } from './suggested-fields.ts';

/** A page, and its price where that is known from before. */
export interface PageToLearnFrom {
  readonly page: Page;
  readonly earlierPrice?: Money | undefined;
}

/** For each field the selectors that give what is known to be right; `pages` says on how many pages that is known. */
export type Suggestions = { readonly [field in SuggestedField]: readonly SelectorSuggestion[] };

/**
 * Proposes selectors for a shop's file from pages whose values are known: by structured data that is sure of the price
 * and agrees with what the page shows, else by the price agreed on before.
 */
export function suggestForShop(pages: readonly PageToLearnFrom[], retailer: Retailer): Suggestions {
  const learnt = pages.map(({ page, earlierPrice }) => {
    const context = readPageContext(page, retailer);
    const extraction = readPage(page, retailer, earlierPrice ? { previousPrice: earlierPrice } : {});
    return { context, landmarks: findLandmarks(context), values: valuesOf(extraction, earlierPrice) };
  });
  const suggested = (field: SuggestedField): SelectorSuggestion[] => {
    const known = learnt.flatMap(({ context, landmarks, values }): KnownPage[] => {
      const value = values[field];
      if (value === undefined) return [];
      const isRight = typeof value === 'string' ? saysText(value) : saysAmount(value, context.locale);
      return [{ context, landmarks, isRight }];
    });
    return suggestSelectors(known, new RegExp(validatorOf[field], 'iu'));
  };
  return {
    price: suggested('price'),
    listPrice: suggested('listPrice'),
    title: suggested('title'),
    brand: suggested('brand'),
    sku: suggested('sku'),
  };
}

/** What a value of a field holds, whichever shop it is from. */
export const validatorOf: Readonly<Record<SuggestedField, string>> = {
  price: '\\d',
  listPrice: '\\d',
  title: '\\p{L}',
  brand: '\\p{L}',
  sku: '^[\\w./-]{2,40}$',
} satisfies Partial<Record<RetailerField, string>>;

type Values = { readonly [field in SuggestedField]?: Money | string };

const SURE = 0.85;

function valuesOf(extraction: Extraction, earlierPrice: Money | undefined): Values {
  const facts = 'facts' in extraction ? extraction.facts : {};
  const { title, brand, sku, listPrice } = facts;
  const read = extraction.outcome === 'price' && extraction.confidence >= SURE ? extraction.price : undefined;
  const price = read ?? earlierPrice;
  return {
    ...(price ? { price } : {}),
    ...(listPrice ? { listPrice } : {}),
    ...(title ? { title } : {}),
    ...(brand ? { brand } : {}),
    ...(sku ? { sku } : {}),
  };
}

const MAX_PRICE_TEXT = 60;

function saysAmount(price: Money, locale: string | undefined): (text: string) => boolean {
  const wanted = toMajorUnits(price);
  const hints = { currencyHint: price.currency, previousAmount: wanted, ...(locale === undefined ? {} : { locale }) };
  return (text) => {
    if (text.length > MAX_PRICE_TEXT || !/\d/.test(text)) return false;
    const { amount } = readPrice(text, hints);
    return amount !== null && Math.abs(amount - wanted) < 0.005;
  };
}

function saysText(value: string): (text: string) => boolean {
  const wanted = normalisedName(value);
  return (text) => text.length <= value.length * 2 + 20 && normalisedName(text) === wanted;
}
