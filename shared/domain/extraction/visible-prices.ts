import type { PriceReading, PriceTextContext } from '../money/price-text.ts';
import { readPrice } from '../money/read-price.ts';
import type { Candidate } from './candidate.ts';
import type { PriceRole } from './extraction.ts';
import { markupWords } from './markup-words.ts';
import { type PageContext, previousAmountIn } from './page-context.ts';
import type { Landmarks } from './page-landmarks.ts';
import type { PageElement } from './page-tree.ts';
import { findPriceBlocks, type PriceBlock } from './price-blocks.ts';
import { meaningOf } from './price-meaning.ts';
import { currentMarkup, netPriceWords } from './price-words.ts';
import { repeatedBlocks } from './repeated-blocks.ts';

/** A price shown in the page's body with what its surroundings say of it. */
export interface VisiblePrice extends Candidate {
  readonly element: PageElement;
  /** Shown for something else than the page's own product. */
  readonly elsewhere: boolean;
  /** Without the tax that a consumer pays. */
  readonly net: boolean;
}

interface Shown extends VisiblePrice {
  readonly soft: boolean;
  /** Trust if it is the current price. */
  readonly worth: number;
}

const ROLE_TRUST = 0.05;
const ROW_DOUBT = 0.15;

/** Every price the page shows, with its role and how likely it is the page's own price (`trust`), best first. */
export function readVisiblePrices(
  context: PageContext,
  landmarks: Landmarks,
  currencyHint: string | undefined,
): VisiblePrice[] {
  const blocks = findPriceBlocks(context);
  const repeated = repeatedBlocks(blocks, landmarks.title);
  const separator = decimalSeparatorOf(blocks);
  const hints: PriceTextContext = {
    ...(context.locale === undefined ? {} : { locale: context.locale }),
    ...(currencyHint === undefined ? {} : { currencyHint }),
    ...previousAmountIn(context, currencyHint),
  };
  const separated: PriceTextContext = separator === undefined ? hints : { ...hints, decimalSeparatorHint: separator };
  const readings = new Map<string, PriceReading>();
  const shown: Shown[] = [];
  for (const block of blocks) {
    const { text } = block.token;
    // Other prices with two decimals do not make `8.900` one with three.
    const reading = readings.get(text) ?? readPrice(text, threeDigitsAfter(text) === separator ? hints : separated);
    readings.set(text, reading);
    if (reading.amount === null || reading.amount <= 0) continue;
    const { role, soft } = meaningOf(block, landmarks.titleText);
    // A product's name may speak of a price, and shops give it freely: no comparison is taken from there.
    if (role === 'not-a-price' || (role === 'list' && block.inner === landmarks.title)) continue;
    const elsewhere = repeated.get(block) === 'card' || landmarks.isElsewhere(block.inner);
    const marks = marksAround(block.inner);
    const net = netPriceWords.test(`${block.text} ${marks}`);
    const worth = worthOf(block, marks, net, elsewhere, landmarks) - (repeated.get(block) === 'row' ? ROW_DOUBT : 0);
    const price: Shown = {
      extractor: 'visible-text',
      source: describe(block.inner),
      role: elsewhere && isAsked(role) ? 'related' : role,
      amount: reading.amount,
      trust: isAsked(role) ? worth : ROLE_TRUST,
      ...(reading.currency !== null && block.token.hasCurrency ? { currency: reading.currency } : {}),
      element: block.inner,
      elsewhere,
      net,
      isChoice: repeated.get(block) === 'row',
      soft,
      worth,
    };
    shown.push(price);
    if (reading.amountHigh !== undefined && !elsewhere)
      shown.push({ ...price, role: 'range-high', amount: reading.amountHigh, trust: ROLE_TRUST });
  }
  return settle(shown).toSorted((a, b) => b.trust - a.trust);
}

/** What one may have the product for: now, or as the highest bid. */
const isAsked = (role: PriceRole): boolean => role === 'current' || role === 'auction';

const PAIR_DISTANCE = 6;
const LONELY_DISTANCE = 60;

/** What single prices cannot tell: which of two neighbours is the old one, and whether a "regular" price is the only one. */
function settle(shown: readonly Shown[]): VisiblePrice[] {
  const own = shown.filter(({ elsewhere }) => !elsewhere);
  const near = (a: Shown, distance: number): Shown[] =>
    own.filter((b) => b !== a && Math.abs(a.element.order - b.element.order) <= distance);
  return shown.map((price) => {
    if (price.elsewhere) return price;
    if (price.soft && !near(price, LONELY_DISTANCE).some(({ role }) => role === 'current')) {
      return { ...price, role: 'current', trust: price.worth - 0.05 };
    }
    if (price.role !== 'current' || price.net) return price;
    const neighbours = near(price, PAIR_DISTANCE).filter(
      ({ role, net, amount }) => role === 'current' && !net && amount !== price.amount,
    );
    const [other] = neighbours;
    const alone = other !== undefined && neighbours.every(({ amount }) => amount === other.amount);
    const isOldPrice =
      alone &&
      other.amount < price.amount &&
      other.amount > price.amount * 0.15 &&
      (sameShape(price, other) || (namesCurrent(other) && !namesCurrent(price)));
    return isOldPrice ? { ...price, role: 'list', trust: ROLE_TRUST } : price;
  });
}

function namesCurrent({ element }: Shown): boolean {
  return currentMarkup.test(markupWords(element));
}

function sameShape(a: Shown, b: Shown): boolean {
  if (a.element.tag !== b.element.tag) return false;
  const above = new Set(ancestorsOf(a.element, 4));
  return ancestorsOf(b.element, 4).some((ancestor) => above.has(ancestor));
}

function ancestorsOf(element: PageElement, levels: number): PageElement[] {
  const ancestors: PageElement[] = [];
  for (let ancestor = element.parent; ancestor !== null && ancestors.length < levels; ancestor = ancestor.parent)
    ancestors.push(ancestor);
  return ancestors;
}

/** The separator before three last digits: thousands, almost always. */
function threeDigitsAfter(text: string): string | undefined {
  return /^\D*\d{1,3}([.,])\d{3}(?!\d|[.,]\d)/.exec(text)?.[1];
}

/** The separator before two last digits, where all the page's prices that have one agree on it. */
function decimalSeparatorOf(blocks: readonly PriceBlock[]): '.' | ',' | undefined {
  const found = new Set<string>();
  for (const { token } of blocks) {
    const separator = /([.,])\d{2}(?!\d)(?![.,]\d)/.exec(token.text)?.[1];
    if (separator !== undefined) found.add(separator);
  }
  if (found.size !== 1) return undefined;
  return found.has('.') ? '.' : ',';
}

function marksAround(element: PageElement): string {
  return [element, element.parent, element.parent?.parent].map((each) => (each ? markupWords(each) : '')).join(' ');
}

/** How likely an amount is the page's price by its looks and its place, 0–1. Weights were fitted by hand on saved pages. */
function worthOf(
  block: PriceBlock,
  marks: string,
  net: boolean,
  elsewhere: boolean,
  { title, titleText, buyButton }: Landmarks,
): number {
  let worth = 0.3;
  if (block.token.hasCurrency) worth += 0.1;
  if (block.named) worth += 0.2;
  if (currentMarkup.test(marks)) worth += 0.05;
  if (net) worth -= 0.3;
  if (block.text.replace(titleText, '').length - block.token.text.length > 25) worth -= 0.1;
  if (isHidden(block.inner)) worth -= 0.15;
  if (elsewhere) worth -= 0.35;
  const { order } = block.inner;
  if (title !== undefined) {
    const distance = order - title.order;
    worth += distance >= 0 ? 0.2 * Math.exp(-distance / 200) : -0.05 - 0.15 * Math.min(1, -distance / 200);
  }
  if (buyButton !== undefined) worth += 0.15 * Math.exp(-Math.abs(order - buyButton.order) / 60);
  return Math.max(0.01, Math.min(0.98, worth));
}

function isHidden(element: PageElement): boolean {
  for (
    let ancestor: PageElement | null = element, level = 0;
    ancestor !== null && level < 12;
    ancestor = ancestor.parent, level += 1
  ) {
    const { attributes } = ancestor;
    if ('hidden' in attributes || /display:\s*none/.test(attributes.style ?? '')) return true;
  }
  return false;
}

function describe(element: PageElement): string {
  const { id } = element.attributes;
  const className = element.attributes.class?.trim().split(/\s+/)[0];
  return `${element.tag}${id ? `#${id}` : ''}${className ? `.${className}` : ''}`;
}
