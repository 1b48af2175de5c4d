import type { Money } from '../money/money.ts';
import { toMoney } from '../money/to-money.ts';
import type { ProductFacts } from '../observation/facts.ts';
import { recogniseChallenge } from './blocked.ts';
import type { Candidate } from './candidate.ts';
import { decidePrice } from './decide-price.ts';
import { elementText } from './element-text.ts';
import { readEmbeddedState } from './embedded-state.ts';
import type { Extraction, Page, Vote } from './extraction.ts';
import { chooseListPrice } from './list-price.ts';
import { itemsOfMarkup, microdata, rdfa } from './markup-items.ts';
import { readMetaPrices } from './meta-prices.ts';
import { likelyCurrency, type PageContext, readPageContext } from './page-context.ts';
import { kindOfPage, type PageKind } from './page-kind.ts';
import { findLandmarks } from './page-landmarks.ts';
import { readProductFacts } from './product-facts.ts';
import { parseJson } from './relaxed-json.ts';
import type { Retailer } from './retailer.ts';
import { readSelectorField } from './retailer-selectors.ts';
import { itemsOfJsonLd, textOf } from './schema-item.ts';
import { readSchemaProduct, type SchemaProduct, type SchemaReading } from './schema-product.ts';
import { readSelectorPrices } from './selector-prices.ts';
import { readVisiblePrices } from './visible-prices.ts';

/** What is known of the offer from before. */
interface ReadingContext {
  readonly previousPrice?: Money;
}

/**
 * Reads one shop page: its price by the vote of all extractors, or why there is none, and what it says of the product.
 * Pure and bounded in time and memory; expected ends are outcomes, nothing is thrown, and a price of 0 is never returned.
 */
export function readPage(page: Page, retailer: Retailer, known: ReadingContext = {}): Extraction {
  const { previousPrice } = known;
  const context = readPageContext(page, retailer, previousPrice);
  const readings = readStructuredData(context);
  const products = readings.flatMap(({ product }) => product ?? []);
  const landmarks = findLandmarks(context);
  const stated = [...products.flatMap(({ candidates }) => candidates), ...readMetaPrices(context)];
  const currency =
    stated.find((candidate) => candidate.currency !== undefined)?.currency ??
    previousPrice?.currency ??
    likelyCurrency(context);
  const names = products.flatMap(({ item, matchesPage }) => (matchesPage ? [textOf(item, 'name') ?? ''] : []));
  const data = [
    ...readSelectorPrices(context, landmarks, currency),
    ...stated,
    ...readEmbeddedState(context, [landmarks.titleText, ...names], currency),
  ];
  const visible = readVisiblePrices(context, landmarks, currency);
  const kind = kindOfPage(context, landmarks, readings);
  const decision = decidePrice({ data, visible, kind, currency, previousPrice });
  if (decision.price === undefined) {
    // Asked only now: a page that offers something at a price is no challenge, whatever scripts it loads.
    const challenge = recogniseChallenge(page, () => countWords(context), hasOffers(products));
    if (challenge !== undefined) return { outcome: 'blocked', vendor: challenge.vendor, reasons: [challenge.reason] };
  }
  const facts = readProductFacts(context, landmarks, readings);
  const votes = votesOf([...data, ...visible], decision.price?.currency ?? currency);
  const reasons = [...decision.reasons];
  if (decision.price === undefined) {
    if (isGone(page, facts)) return { outcome: 'gone', reasons, facts };
    if (hasNewLayout(context, kind, data)) return { outcome: 'layout-changed', reasons, facts };
    return { outcome: 'unreadable', reason: reasons[0] ?? 'no price found', votes, reasons, facts };
  }
  const list = chooseListPrice(decision.price, data, visible);
  return {
    outcome: 'price',
    price: toMoney(decision.price.amount, decision.price.currency),
    confidence: decision.price.confidence,
    votes,
    reasons,
    facts: list === undefined ? facts : { ...facts, listPrice: toMoney(list, decision.price.currency) },
  };
}

function isGone({ status }: Page, { availability }: ProductFacts): boolean {
  return status === 404 || status === 410 || availability === 'Discontinued';
}

/** A shop with selectors of its own, none of which finds the price or even the title, on a page without product data. */
function hasNewLayout(context: PageContext, kind: PageKind, data: readonly Candidate[]): boolean {
  const { price, title } = context.retailer.fields;
  if (price === undefined || title === undefined || kind === 'listing' || kind === 'article' || data.length > 0)
    return false;
  return readSelectorField(context, 'price') === undefined && readSelectorField(context, 'title') === undefined;
}

function hasOffers(products: readonly SchemaProduct[]): boolean {
  return products.some(({ candidates }) => candidates.length > 0);
}

function countWords({ tree }: PageContext): number {
  return elementText(tree.root, 20_000).split(' ').length;
}

function readStructuredData(context: PageContext): SchemaReading[] {
  const documents = context.tree.scripts
    .filter(({ attributes }) => /ld\+json/i.test(attributes.type ?? ''))
    .flatMap(({ text }) => parseJson(text) ?? []);
  return [
    readSchemaProduct(itemsOfJsonLd(documents), 'json-ld', context),
    readSchemaProduct(itemsOfMarkup(context.marked, microdata), 'microdata', context),
    readSchemaProduct(itemsOfMarkup(context.marked, rdfa), 'rdfa', context),
  ];
}

const MAX_VOTES = 40;

function votesOf(candidates: readonly Candidate[], fallback: string | undefined): Vote[] {
  return candidates
    .slice(0, MAX_VOTES)
    .flatMap(({ extractor, source, role, amount, currency = fallback }) =>
      currency === undefined ? [] : [{ extractor, source, role, price: toMoney(amount, currency) }],
    );
}
