import type { Money } from '../money/money.ts';
import { readPrice } from '../money/read-price.ts';
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
import { type PageContext, readPageContext } from './page-context.ts';
import { kindOfPage } from './page-kind.ts';
import { findLandmarks } from './page-landmarks.ts';
import { readProductFacts } from './product-facts.ts';
import { parseJson } from './relaxed-json.ts';
import type { Retailer } from './retailer.ts';
import { readSelectorField } from './retailer-selectors.ts';
import { itemsOfJsonLd, textOf } from './schema-item.ts';
import { readSchemaProduct, type SchemaReading } from './schema-product.ts';
import { readVisiblePrices } from './visible-prices.ts';

/** What is known of the offer from before. */
export interface ReadingContext {
  readonly previousPrice?: Money;
}

/** Reads one shop page. Pure; expected ends are outcomes, nothing is thrown, and a price of 0 is never returned. */
export function readPage(page: Page, retailer: Retailer, known: ReadingContext = {}): Extraction {
  const context = readPageContext(page, retailer);
  const readings = readStructuredData(context);
  const products = readings.flatMap(({ product }) => (product === undefined ? [] : [product]));
  const countWords = (): number => elementText(context.tree.root, 20_000).split(' ').length;
  const challenge = recogniseChallenge(
    page,
    countWords,
    products.some(({ candidates }) => candidates.length > 0),
  );
  if (challenge !== undefined) return { outcome: 'blocked', vendor: challenge.vendor, reasons: [challenge.reason] };

  const structured = [
    ...products.flatMap(({ candidates }) => candidates),
    ...readMetaPrices(context),
    ...readSelectorPrices(context),
  ];
  const hint = structured.find(({ currency }) => currency !== undefined)?.currency ?? context.likelyCurrency;
  const landmarks = findLandmarks(context);
  const names = products.flatMap(({ item, matchesPage }) => (matchesPage ? [textOf(item, 'name') ?? ''] : []));
  const state = readEmbeddedState(context, [landmarks.titleText, ...names], hint);
  const visible = readVisiblePrices(context, landmarks, hint);
  const candidates: Candidate[] = [...structured, ...state, ...visible];
  const decision = decidePrice({
    data: [...structured, ...state],
    visible,
    kind: kindOfPage(context, landmarks, readings),
    currency: hint ?? known.previousPrice?.currency,
  });
  const votes = votesOf(candidates, decision.price?.currency ?? hint);
  const facts: ProductFacts = readProductFacts(context, landmarks, products);
  if (decision.price === undefined) {
    return {
      outcome: 'unreadable',
      reason: decision.reasons[0] ?? 'no price found',
      votes,
      reasons: [...decision.reasons],
      facts,
    };
  }
  const { amount, currency, confidence } = decision.price;
  const price = toMoney(amount, currency);
  const list = chooseListPrice({ amount, currency }, [...structured, ...state], visible);
  const listPrice = list === undefined ? undefined : toMoney(list, currency);
  return {
    outcome: 'price',
    price,
    confidence,
    votes,
    reasons: [...decision.reasons],
    facts: {
      ...facts,
      // What is offered at a price, with nothing on the page that says otherwise, can be had.
      availability: facts.availability ?? 'InStock',
      ...(listPrice === undefined ? {} : { listPrice }),
    },
  };
}

function readStructuredData(context: PageContext): SchemaReading[] {
  const documents = context.tree.scripts
    .filter(({ attributes }) => /ld\+json/i.test(attributes.type ?? ''))
    .map(({ text }) => parseJson(text))
    .filter((document) => document !== undefined);
  return [
    readSchemaProduct(itemsOfJsonLd(documents), 'json-ld', context),
    readSchemaProduct(
      itemsOfMarkup(context.tree, microdata).map(({ item }) => item),
      'microdata',
      context,
    ),
    readSchemaProduct(
      itemsOfMarkup(context.tree, rdfa).map(({ item }) => item),
      'rdfa',
      context,
    ),
  ];
}

function readSelectorPrices(context: PageContext): Candidate[] {
  return (['price', 'listPrice'] as const).flatMap((field): Candidate[] => {
    const match = readSelectorField(context, field);
    if (match === undefined) return [];
    const currencyHint = context.likelyCurrency;
    const reading = readPrice(match.value, {
      ...(currencyHint === undefined ? {} : { currencyHint }),
      ...(context.locale === undefined ? {} : { locale: context.locale }),
    });
    if (reading.amount === null || reading.amount <= 0) return [];
    return [
      {
        extractor: 'retailer-selector',
        source: match.selector,
        role: field === 'price' ? 'current' : 'list',
        amount: reading.amount,
        trust: match.rank === 0 ? 0.9 : 0.85,
        ...(reading.currency === null ? {} : { currency: reading.currency }),
      },
    ];
  });
}

const MAX_VOTES = 40;

function votesOf(candidates: readonly Candidate[], fallback: string | undefined): Vote[] {
  return candidates.slice(0, MAX_VOTES).flatMap((candidate) => {
    const currency = candidate.currency ?? fallback;
    if (currency === undefined) return [];
    const { extractor, source, role, amount } = candidate;
    return [{ extractor, source, role, price: toMoney(amount, currency) }];
  });
}
