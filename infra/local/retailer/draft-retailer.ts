import type { Page } from '../../../shared/domain/extraction/extraction.ts';
import { suggestForShop, validatorOf } from '../../../shared/domain/extraction/known-page.ts';
import { readPage } from '../../../shared/domain/extraction/read-page.ts';
import type { Retailer } from '../../../shared/domain/extraction/retailer.ts';
import type { SelectorRule } from '../../../shared/domain/extraction/retailer-selectors.ts';
import type { SelectorSuggestion } from '../../../shared/domain/extraction/suggest-selectors.ts';
import { type SuggestedField, suggestedFields } from '../../../shared/domain/extraction/suggested-fields.ts';

const selectorsNeeded = 3;

/** Ways to a value that many shops share, for the places a shop's own pages leave open. */
const commonRules: Readonly<Record<SuggestedField, readonly SelectorRule[]>> = {
  price: [
    { selector: '[itemprop=price]', attribute: 'content' },
    { selector: 'meta[property="product:price:amount"]', attribute: 'content' },
    { selector: 'main .price' },
  ],
  listPrice: [{ selector: '.old-price' }, { selector: '.was-price' }, { selector: 'main del' }],
  title: [
    { selector: 'h1' },
    { selector: '[itemprop=name]' },
    { selector: 'meta[property="og:title"]', attribute: 'content' },
  ],
  brand: [
    { selector: '[itemprop=brand]' },
    { selector: 'meta[property="product:brand"]', attribute: 'content' },
    { selector: '.product-brand' },
  ],
  sku: [
    { selector: '[itemprop=sku]' },
    { selector: '[data-sku]', attribute: 'data-sku' },
    { selector: '.product-sku' },
  ],
};

/** A retailer's file to begin with, and what its selectors rest on. */
interface RetailerDraft {
  readonly retailer: Retailer;
  readonly suggestions: { readonly [field in SuggestedField]: readonly SelectorSuggestion[] };
}

/**
 * Drafts a shop's file from some of its product pages: hosts from their addresses, currency from their prices, selectors
 * that give what is known to be right on them, filled up with common ones where fewer than three were found.
 */
export function draftRetailer(id: string, pages: readonly [Page, ...Page[]], generic: Retailer): RetailerDraft {
  const suggestions = suggestForShop(
    pages.map((page) => ({ page })),
    generic,
  );
  const extractions = pages.map((page) => readPage(page, generic));
  const currencies = new Set(extractions.flatMap((each) => (each.outcome === 'price' ? [each.price.currency] : [])));
  const [currency] = currencies;
  const fields: Retailer['fields'] = {};
  for (const field of suggestedFields) {
    const found = suggestions[field].map(({ rule }) => rule);
    if (found.length === 0 && field !== 'price' && field !== 'title') continue;
    const filling = commonRules[field].filter((rule) => !found.some(({ selector }) => selector === rule.selector));
    const selectors = [...found, ...filling.slice(0, Math.max(0, selectorsNeeded - found.length))];
    fields[field] = { selectors: selectors.map(plainRule), validator: validatorOf[field] };
  }
  const { strategies, pacing, robots, checkEveryMinutes } = generic;
  const retailer: Retailer = {
    id,
    name: nameOf(id),
    hosts: hostsOf(pages),
    strategies,
    ...(currencies.size === 1 && currency !== undefined ? { currency } : {}),
    pacing,
    robots,
    checkEveryMinutes,
    fields,
  };
  return { retailer, suggestions };
}

const plainRule = ({ selector, attribute }: SelectorRule) =>
  attribute === undefined ? { selector } : { selector, attribute };

function nameOf(id: string): string {
  return id.replace(/(^|-)[a-z]/g, (start) => start.replace('-', ' ').toUpperCase());
}

function hostsOf(pages: readonly Page[]): string[] {
  const hosts = new Set(pages.map(({ url }) => new URL(url).hostname.toLowerCase().replace(/^www\./, '')));
  return [...hosts].flatMap((host) => [host, `*.${host}`]);
}
