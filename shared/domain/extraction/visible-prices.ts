import { readPrice } from '../money/read-price.ts';
import type { Candidate } from './candidate.ts';
import { elementText } from './element-text.ts';
import type { PriceRole } from './extraction.ts';
import type { PageContext } from './page-context.ts';
import type { PageElement } from './page-tree.ts';
import { type PriceToken, priceTokens } from './price-tokens.ts';
import { buyWords, currentMarkup, markupRoles, otherPlaces, priceMarkup, textRoles } from './price-words.ts';

/** A price text in the page's body with what its surroundings say of it. */
export interface VisiblePrice extends Candidate {
  readonly element: PageElement;
  readonly token: string;
  /** In a place for other products, or one of many cards of the same kind. */
  readonly elsewhere: boolean;
  readonly score: number;
}

const MAX_BLOCK = 60;
const MAX_PRICES = 400;
const skippedTags: ReadonlySet<string> = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'textarea',
  'title',
  'head',
  'option',
  'select',
]);

interface Block {
  readonly element: PageElement;
  readonly text: string;
  readonly token: PriceToken;
}

/** Every price text of the page with its role and how likely it is the page's own price, best first. */
export function readVisiblePrices(context: PageContext, currencyHint: string | undefined): VisiblePrice[] {
  const blocks = findBlocks(context);
  const repeated = repeatedCards(blocks);
  const anchor = anchorsOf(context);
  const siblings = blocks.slice(0, 40).map(({ token }) => token.text);
  const prices: VisiblePrice[] = [];
  for (const block of blocks) {
    const reading = readPrice(block.token.text, {
      siblings,
      ...(context.locale === undefined ? {} : { locale: context.locale }),
      ...(currencyHint === undefined ? {} : { currencyHint }),
    });
    if (reading.amount === null || reading.amount <= 0) continue;
    const surroundings = surroundingsOf(block);
    if (surroundings.role === 'not-a-price') continue;
    const elsewhere = surroundings.otherPlace || repeated.has(block.element);
    const score = scoreOf(block, surroundings, elsewhere, anchor);
    prices.push({
      extractor: 'visible-text',
      source: describe(block.element),
      role: elsewhere && surroundings.role === 'current' ? 'related' : surroundings.role,
      amount: reading.amount,
      ...(reading.currency !== null && block.token.hasCurrency ? { currency: reading.currency } : {}),
      trust: score,
      element: block.element,
      token: block.token.text,
      elsewhere,
      score,
    });
  }
  return prices.toSorted((a, b) => b.score - a.score);
}

/** The largest element around each number that holds this one price and little else. */
function findBlocks(context: PageContext): Block[] {
  const seen = new Set<PageElement>();
  const blocks: Block[] = [];
  for (const element of context.tree.elements) {
    if (blocks.length >= MAX_PRICES) break;
    if (skippedTags.has(element.tag) || seen.has(element)) continue;
    if (!element.children.some((child) => typeof child === 'string' && /\d/.test(child))) continue;
    const block = blockAround(element);
    if (block === undefined || seen.has(block.element)) continue;
    seen.add(block.element);
    blocks.push(block);
  }
  return blocks;
}

function blockAround(start: PageElement): Block | undefined {
  let best: Block | undefined;
  for (
    let element: PageElement | null = start, steps = 0;
    element !== null && steps < 8;
    element = element.parent, steps += 1
  ) {
    const text = elementText(element, MAX_BLOCK + 60);
    if (text.length > MAX_BLOCK) break;
    const tokens = priceTokens(text);
    const [first] = tokens;
    if (first === undefined) break;
    const priced = tokens.filter(({ hasCurrency }) => hasCurrency);
    const distinct = new Set((priced.length > 0 ? priced : tokens).map((token) => token.text.replace(/[^\d.,]/g, '')));
    if (distinct.size > 1) break;
    const token = priced[0] ?? first;
    best = { element, text, token };
  }
  if (best === undefined) return undefined;
  return best.token.hasCurrency || namesPrice(best.element) || namesPrice(start) ? best : undefined;
}

function namesPrice(element: PageElement): boolean {
  for (
    let ancestor: PageElement | null = element, steps = 0;
    ancestor !== null && steps < 3;
    ancestor = ancestor.parent, steps += 1
  ) {
    if (priceMarkup.test(markOf(ancestor))) return true;
  }
  return false;
}

/** Class, id and test ids of an element, in lower case, camel case taken apart. */
function markOf({ attributes }: PageElement): string {
  const mark = `${attributes.class ?? ''} ${attributes.id ?? ''} ${attributes.itemprop ?? ''} ${attributes['data-testid'] ?? ''} ${attributes['data-test'] ?? ''} ${attributes['data-qa'] ?? ''} ${attributes['data-hook'] ?? ''}`;
  return mark
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
}

interface Surroundings {
  readonly role: PriceRole | 'not-a-price';
  readonly otherPlace: boolean;
  readonly named: boolean;
  readonly current: boolean;
  readonly hidden: boolean;
}

function surroundingsOf(block: Block): Surroundings {
  let role: PriceRole | 'not-a-price' | undefined;
  let otherPlace = false;
  let named = false;
  let current = false;
  let hidden = false;
  const words = block.text.replace(block.token.text, ' ');
  role = textRoles.find(([, pattern]) => pattern.test(words) || pattern.test(labelBefore(block.element)))?.[0];
  let steps = 0;
  for (
    let element: PageElement | null = innermost(block.element);
    element !== null;
    element = element.parent, steps += 1
  ) {
    const mark = markOf(element);
    if (/^(del|s|strike)$/.test(element.tag) || /line-through/.test(element.attributes.style ?? '')) {
      if (steps < 5) role ??= 'list';
    }
    if ('hidden' in element.attributes || /display:\s*none/.test(element.attributes.style ?? '')) hidden = true;
    if (steps < 4) {
      named ||= priceMarkup.test(mark);
      current ||= currentMarkup.test(mark);
      role ??= markupRoles.find(([, pattern]) => pattern.test(mark))?.[0];
    }
    if (/^(header|nav|footer|aside)$/.test(element.tag) || otherPlaces.test(mark)) {
      if (element.tag !== 'body' && element.tag !== 'html' && element.tag !== 'main') otherPlace = true;
    }
  }
  return { role: role ?? 'current', otherPlace, named, current, hidden };
}

function innermost(element: PageElement): PageElement {
  let current = element;
  for (;;) {
    const next = current.children.find((child) => typeof child !== 'string');
    if (next === undefined || typeof next === 'string' || current.children.length > 1) return current;
    current = next;
  }
}

/** The short text right before an element: a label such as `List price:`. */
function labelBefore(element: PageElement): string {
  const siblings = element.parent?.children ?? [];
  const at = siblings.indexOf(element);
  for (let index = at - 1; index >= Math.max(0, at - 3); index -= 1) {
    const sibling = siblings[index];
    if (sibling === undefined) continue;
    const text = (typeof sibling === 'string' ? sibling : elementText(sibling, 60)).trim();
    if (text === '') continue;
    return text.length <= 40 && !/\d/.test(text) ? text : '';
  }
  return '';
}

/** Blocks that stand in one of at least three cards of the same kind, each with a link. */
function repeatedCards(blocks: readonly Block[]): ReadonlySet<PageElement> {
  const cards = new Map<PageElement, Map<string, Set<PageElement>>>();
  const chains = blocks.map(({ element }) => {
    const chain: { parent: PageElement; kind: string; card: PageElement }[] = [];
    for (let card = element; card.parent !== null && chain.length < 14; card = card.parent) {
      const kind = `${card.tag}.${(card.attributes.class ?? '').split(/\s+/)[0]}`;
      const ofParent = cards.get(card.parent) ?? new Map<string, Set<PageElement>>();
      cards.set(card.parent, ofParent);
      const ofKind = ofParent.get(kind) ?? new Set<PageElement>();
      ofParent.set(kind, ofKind);
      ofKind.add(card);
      chain.push({ parent: card.parent, kind, card });
    }
    return { element, chain };
  });
  const repeated = new Set<PageElement>();
  for (const { element, chain } of chains) {
    const inCard = chain.some(
      ({ parent, kind, card }) => (cards.get(parent)?.get(kind)?.size ?? 0) >= 3 && hasLink(card, 0),
    );
    if (inCard) repeated.add(element);
  }
  return repeated;
}

function hasLink(element: PageElement, depth: number): boolean {
  if (element.tag === 'a' && (element.attributes.href ?? '').length > 1) return true;
  return depth < 12 && element.children.some((child) => typeof child !== 'string' && hasLink(child, depth + 1));
}

interface Anchors {
  readonly title: number | undefined;
  readonly buy: number | undefined;
}

/** Where the title and the buy button stand, in document order. */
function anchorsOf(context: PageContext): Anchors {
  const title = context.headings[0]?.element.order;
  let buy: number | undefined;
  for (const element of context.tree.elements) {
    if (title !== undefined && element.order < title) continue;
    if (!/^(button|input|a|form)$/.test(element.tag)) continue;
    const text = `${element.attributes.value ?? ''} ${element.attributes.id ?? ''} ${element.attributes.name ?? ''} ${element.attributes.class ?? ''} ${element.tag === 'form' ? '' : elementText(element, 60)}`;
    if (buyWords.test(text)) {
      buy = element.order;
      break;
    }
  }
  return { title, buy };
}

function scoreOf(block: Block, around: Surroundings, elsewhere: boolean, anchor: Anchors): number {
  if (around.role !== 'current') return 0.05;
  let score = 0.35;
  if (block.token.hasCurrency) score += 0.1;
  if (around.named) score += 0.2;
  if (around.current) score += 0.05;
  if (elsewhere) score -= 0.4;
  if (around.hidden) score -= 0.1;
  const { order } = block.element;
  if (anchor.title !== undefined) {
    const distance = order - anchor.title;
    if (distance >= 0) score += 0.25 * Math.exp(-distance / 150);
    else score -= 0.1 + 0.1 * Math.min(1, -distance / 100);
  }
  if (anchor.buy !== undefined) score += 0.15 * Math.exp(-Math.abs(order - anchor.buy) / 60);
  return Math.max(0.01, Math.min(1, score));
}

function describe(element: PageElement): string {
  const id = element.attributes.id;
  const className = element.attributes.class?.trim().split(/\s+/)[0];
  return `${element.tag}${id ? `#${id}` : ''}${className ? `.${className}` : ''}`;
}
