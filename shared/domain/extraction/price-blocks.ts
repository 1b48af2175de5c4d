import { asciiDigits } from '../money/ascii-digits.ts';
import { elementText } from './element-text.ts';
import { markupWords } from './markup-words.ts';
import type { PageContext } from './page-context.ts';
import type { PageElement } from './page-tree.ts';
import { type PriceToken, priceTokens } from './price-tokens.ts';
import { priceMarkup } from './price-words.ts';

/** A place that shows one price and little else. */
export interface PriceBlock {
  /** The element that holds the first digits. */
  readonly inner: PageElement;
  /** The largest element around it that still shows only this price. */
  readonly outer: PageElement;
  readonly text: string;
  readonly token: PriceToken;
  readonly named: boolean;
}

const MAX_BLOCK_CHARS = 80;
/** Own text of an element, with the blanks of the source's indentation. */
const MAX_OWN_CHARS = 400;
const MAX_BLOCKS = 500;
/** How far above a bare number a currency may stand. */
const BARE_LEVELS = 3;
const skippedTags: ReadonlySet<string> = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'textarea',
  'title',
  'option',
  'select',
]);

/** All price blocks of the page in document order. */
export function findPriceBlocks(context: PageContext): PriceBlock[] {
  const seen = new Set<PageElement>();
  const glances: Glances = new Map();
  const blocks: PriceBlock[] = [];
  for (const element of context.tree.elements) {
    if (blocks.length >= MAX_BLOCKS) break;
    if (skippedTags.has(element.tag)) continue;
    const own = shortTextWithNumber(element);
    if (own === undefined) continue;
    for (const block of blocksAround(element, own, glances)) {
      if (block.outer !== element && seen.has(block.outer)) continue;
      seen.add(block.outer);
      blocks.push(block);
    }
  }
  return blocks;
}

/**
 * An element's own text where it may show a price: long texts are descriptions, and texts without a digit show none.
 * Cheap enough to ask of every element.
 */
function shortTextWithNumber({ children }: PageElement): string | undefined {
  let own = '';
  for (const child of children) {
    if (typeof child !== 'string') continue;
    own = own === '' ? child : `${own} ${child}`;
    if (own.length > MAX_OWN_CHARS) return undefined;
  }
  const text = asciiDigits(own);
  return /\d/.test(text) ? text : undefined;
}

/** What an element shows at a glance. */
interface Glance {
  readonly text: string;
  /** Its prices with a currency; where it has none, its numbers. */
  readonly shown: readonly PriceToken[];
  /** Lower and upper end, where it shows nothing else. */
  readonly range: PriceToken | undefined;
  readonly isOneAmount: boolean;
}

/** Remembered because neighbours share their ancestors; null where an element shows too much. */
type Glances = Map<PageElement, Glance | null>;

/** `inside` is the glance at a child, which is that of the element where it holds nothing else. */
function glanceAt(element: PageElement, glances: Glances, child?: PageElement, inside?: Glance): Glance | null {
  const known = glances.get(element);
  if (known !== undefined) return known;
  const glance = child && inside && holdsOnly(element, child) ? inside : glanceOf(element);
  glances.set(element, glance);
  return glance;
}

function glanceOf(element: PageElement): Glance | null {
  const text = asciiDigits(elementText(element, MAX_BLOCK_CHARS + 40));
  if (text.length > MAX_BLOCK_CHARS) return null;
  const tokens = /\d/.test(text) ? priceTokens(text) : [];
  const priced = tokens.filter(({ hasCurrency }) => hasCurrency);
  const shown = priced.length > 0 ? priced : tokens;
  const isOneAmount = shown.length < 2 || new Set(shown.map((each) => each.text.replace(/[^\d.,]/g, ''))).size === 1;
  return { text, shown, range: rangeOf(text, tokens), isOneAmount };
}

function holdsOnly({ children }: PageElement, only: PageElement): boolean {
  for (const child of children) if (child !== only && (typeof child !== 'string' || /\S/.test(child))) return false;
  return !skippedTags.has(only.tag);
}

function blocksAround(inner: PageElement, own: string, glances: Glances): PriceBlock[] {
  let best: Omit<PriceBlock, 'named' | 'inner'> | undefined;
  let below: { readonly element: PageElement; readonly glance: Glance } | undefined;
  for (
    let outer: PageElement | null = inner, steps = 0;
    outer !== null && steps < 8;
    outer = outer.parent, steps += 1
  ) {
    const glance = glanceAt(outer, glances, below?.element, below?.glance);
    if (glance === null) break;
    const { text, shown, range } = glance;
    const [token] = shown;
    if (token === undefined) break;
    if (range !== undefined) return [{ inner, outer, text, token: range, named: namesPrice(inner) }];
    if (glance !== below?.glance && shown.length === 1 && !sharesDigits(own, token.text)) break;
    if (!glance.isOneAmount) {
      if (best !== undefined) break;
      const priced = shown.filter(({ hasCurrency }) => hasCurrency);
      return priced.map((each) => ({ inner, outer: inner, text, token: each, named: namesPrice(inner) }));
    }
    best = { outer, text, token };
    if (steps >= BARE_LEVELS && !token.hasCurrency && !namesPrice(inner)) return [];
    below = { element: outer, glance };
  }
  if (best === undefined) return [];
  const isAlone = best.text.length - best.token.text.length <= 12;
  if (!best.token.hasCurrency && !isAlone) return [];
  const named = namesPrice(inner);
  return best.token.hasCurrency || named ? [{ inner, ...best, named }] : [];
}

/** Whether the element's own text holds the price, its beginning, or (raised decimals) its end. */
function sharesDigits(own: string, price: string): boolean {
  const [number = ''] = /\d[\d.,' \u00a0\u202f]*/.exec(price) ?? [];
  if (own.includes(number.trim())) return true;
  const digits = own.replace(/\D/g, '');
  const priced = number.replace(/\D/g, '');
  return digits !== '' && (priced.startsWith(digits) || priced.endsWith(digits));
}

/** Two prices joined as lower and upper end, as one token. */
function rangeOf(text: string, tokens: readonly PriceToken[]): PriceToken | undefined {
  const [low, high] = tokens;
  if (tokens.length !== 2 || low === undefined || high === undefined) return undefined;
  const between = text.slice(low.index + low.text.length, high.index);
  if (!/^\s*(-|–|—|~|to|bis|à|a|al|até|до|do|tot)\s*$/i.test(between)) return undefined;
  const end = high.index + high.text.length;
  return { text: text.slice(low.index, end), index: low.index, hasCurrency: low.hasCurrency || high.hasCurrency };
}

function namesPrice(element: PageElement): boolean {
  for (
    let ancestor: PageElement | null = element, steps = 0;
    ancestor !== null && steps < 3;
    ancestor = ancestor.parent, steps += 1
  ) {
    if (priceMarkup.test(markupWords(ancestor))) return true;
  }
  return false;
}
