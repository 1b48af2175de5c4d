import { isCurrencyCode } from '../money/currencies.ts';
import type { Money } from '../money/money.ts';
import type { PriceTextContext } from '../money/price-text.ts';
import { toMajorUnits } from '../money/to-money.ts';
import { countryOfAddress, currencyOfCountry } from './country-currency.ts';
import { elementText } from './element-text.ts';
import type { Page } from './extraction.ts';
import { isMarkedUp } from './markup-items.ts';
import type { PageElement, PageTree } from './page-tree.ts';
import { readPageTree } from './page-tree.ts';
import type { Retailer } from './retailer.ts';

/** What every extractor may know about the page as a whole. */
export interface PageContext {
  readonly page: Page;
  readonly retailer: Retailer;
  /** What the offer cost before. */
  readonly previousPrice: Money | undefined;
  readonly tree: PageTree;
  /** Host name without `www.`, empty where the address is none. */
  readonly host: string;
  /** Path and query of the address, decoded, in lower case. */
  readonly path: string;
  /** BCP 47, from the page itself, completed by the country of its address, else from the shop's file. */
  readonly locale: string | undefined;
  /** ISO 3166-1 code in lower case, where the address names a country. */
  readonly country: string | undefined;
  readonly documentTitle: string;
  /** All h1 elements in order, with their text. */
  readonly headings: readonly { readonly element: PageElement; readonly text: string }[];
  /** Elements with microdata or RDFa, in order. */
  readonly marked: readonly PageElement[];
  /** All ids of the page's elements. */
  readonly ids: ReadonlySet<string>;
  /** Content of meta elements by name or property, in lower case; the first one counts. */
  readonly meta: ReadonlyMap<string, string>;
}

export function readPageContext(page: Page, retailer: Retailer, previousPrice?: Money): PageContext {
  const tree = readPageTree(page.html);
  const meta = new Map<string, string>();
  const headings: { element: PageElement; text: string }[] = [];
  const marked: PageElement[] = [];
  const ids = new Set<string>();
  let documentTitle = '';
  let language: string | undefined;
  for (const element of tree.elements) {
    const { attributes } = element;
    if (isMarkedUp(element)) marked.push(element);
    if (attributes.id !== undefined) ids.add(attributes.id);
    if (element.tag === 'meta') {
      const name = (attributes.property ?? attributes.name ?? attributes.itemprop ?? '').toLowerCase();
      const content = attributes.content?.trim();
      if (name !== '' && content !== undefined && content !== '' && !meta.has(name)) meta.set(name, content);
    } else if (element.tag === 'h1') headings.push({ element, text: elementText(element, 500) });
    else if (element.tag === 'title' && documentTitle === '') documentTitle = elementText(element, 500);
    else if (element.tag === 'html') language = attributes.lang ?? attributes['xml:lang'];
  }
  const { host, path } = addressOf(page.url);
  const country = countryOfAddress(host, path);
  const stated = localeOf(language) ?? localeOf(meta.get('og:locale')) ?? localeOf(retailer.locale);
  const locale = completeLocale(stated, country);
  return {
    page,
    retailer,
    previousPrice,
    tree,
    host,
    path,
    locale,
    country,
    documentTitle,
    headings,
    marked,
    ids,
    meta,
  };
}

function addressOf(url: string): { host: string; path: string } {
  const match = /^[a-z]+:\/\/([^/?#:]+)[^/?#]*(.*)$/i.exec(url);
  const host = (match?.[1] ?? '').toLowerCase().replace(/^www\./, '');
  const path = match?.[2] ?? url;
  try {
    return { host, path: decodeURIComponent(path).toLowerCase() };
  } catch {
    return { host, path: path.toLowerCase() };
  }
}

/**
 * What `$` or `kr` most likely means on a page whose prices name no currency: the currency of the shop's file, the only
 * one that the page's scripts name, or that of the page's country.
 */
export function likelyCurrency({ retailer, tree, country, locale, host }: PageContext): string | undefined {
  return (
    retailer.currency ??
    statedCurrency(tree) ??
    currencyOfCountry(country) ??
    currencyOfCountry(locale?.split('-')[1]) ??
    (/\.(com|net|org|io|co|shop|store|online|us|app|dev|xyz|biz|info)$/.test(host) && (locale ?? 'en') === 'en'
      ? 'USD'
      : undefined)
  );
}

/** The currency that the page's scripts name, where they name only one. */
function statedCurrency(tree: PageTree): string | undefined {
  const named = new Set<string>();
  for (const { text } of tree.scripts) {
    if (!text.includes('urrency')) continue;
    for (const match of text.matchAll(/currency(?:_?code|_?iso|Id)?\\?["']?\s*[:=]\s*\\?["']([A-Z]{3})\\?["']/gi)) {
      const code = match[1] ?? '';
      if (isCurrencyCode(code)) named.add(code);
    }
  }
  return named.size === 1 ? [...named][0] : undefined;
}

/** The earlier price as a hint for how a number is meant, where it is in the currency that is expected. */
export function previousAmountIn(
  { previousPrice }: PageContext,
  currency: string | undefined,
): Pick<PriceTextContext, 'previousAmount'> {
  return previousPrice?.currency === currency && previousPrice !== undefined
    ? { previousAmount: toMajorUnits(previousPrice) }
    : {};
}

/** A language without a region takes the country's; a country without a stated language its main one. */
function completeLocale(stated: string | undefined, country: string | undefined): string | undefined {
  if (country === undefined) return stated;
  if (stated !== undefined) return stated.includes('-') ? stated : `${stated}-${country.toUpperCase()}`;
  return `${new Intl.Locale(`und-${country.toUpperCase()}`).maximize().language}-${country.toUpperCase()}`;
}

function localeOf(value: string | undefined): string | undefined {
  const match = /^([a-z]{2,3})(?:[-_]([a-z]{2}))?\b/i.exec(value?.trim() ?? '');
  if (!match?.[1]) return undefined;
  return match[2] ? `${match[1].toLowerCase()}-${match[2].toUpperCase()}` : match[1].toLowerCase();
}
