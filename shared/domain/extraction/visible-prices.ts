import type { PriceReading } from '../money/price-text.ts';
import { readPrice } from '../money/read-price.ts';
import type { Candidate } from './candidate.ts';
import { elementText } from './element-text.ts';
import type { PriceRole } from './extraction.ts';
import { markupWords } from './markup-words.ts';
import type { PageContext } from './page-context.ts';
import type { Landmarks } from './page-landmarks.ts';
import type { PageElement } from './page-tree.ts';
import { blocksInCards, findPriceBlocks, type PriceBlock } from './price-blocks.ts';
import { currentMarkup, markupRoles, netPriceWords, textRoles } from './price-words.ts';

/** A price shown in the page's body with what its surroundings say of it. */
export interface VisiblePrice extends Candidate {
  readonly element: PageElement;
  readonly token: string;
  /** Shown for something else than the page's own product. */
  readonly elsewhere: boolean;
}

/** Every price the page shows, with its role and how likely it is the page's own price (`trust`), best first. */
export function readVisiblePrices(
  context: PageContext,
  landmarks: Landmarks,
  currencyHint: string | undefined,
): VisiblePrice[] {
  const blocks = findPriceBlocks(context);
  const inCards = blocksInCards(blocks, landmarks.title);
  const separator = decimalSeparatorOf(blocks);
  const hints = {
    ...(separator === undefined ? {} : { decimalSeparatorHint: separator }),
    ...(context.locale === undefined ? {} : { locale: context.locale }),
    ...(currencyHint === undefined ? {} : { currencyHint }),
  };
  const readings = new Map<string, PriceReading>();
  const prices: VisiblePrice[] = [];
  for (const block of blocks) {
    const reading = readings.get(block.token.text) ?? readPrice(block.token.text, hints);
    readings.set(block.token.text, reading);
    if (reading.amount === null || reading.amount <= 0) continue;
    const elsewhere = inCards.has(block) || landmarks.isElsewhere(block.inner);
    const role = roleOf(block, landmarks.titleText);
    const shown: Omit<VisiblePrice, 'trust'> = {
      extractor: 'visible-text',
      source: describe(block.inner),
      role: role === 'not-a-price' ? 'coupon' : elsewhere && role === 'current' ? 'related' : role,
      amount: reading.amount,
      ...(reading.currency !== null && block.token.hasCurrency ? { currency: reading.currency } : {}),
      element: block.inner,
      token: block.token.text,
      elsewhere,
    };
    if (role === 'not-a-price') continue;
    prices.push({ ...shown, trust: trustOf(block, role, elsewhere, landmarks) });
  }
  return prices.toSorted((a, b) => b.trust - a.trust);
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

const LABEL_LEVELS = 4;

function roleOf(block: PriceBlock, titleText: string): PriceRole | 'not-a-price' {
  const words = `${labelBefore(block.outer)} ${block.text.replace(titleText, ' ').replace(block.token.text, ' ')}`;
  const byText = textRoles.find(([, pattern]) => pattern.test(words))?.[0];
  let element: PageElement | null = block.inner;
  for (let level = 0; element !== null && level < LABEL_LEVELS; level += 1, element = element.parent) {
    if (/^(del|s|strike)$/.test(element.tag) || /line-through/.test(element.attributes.style ?? '')) return 'list';
    const mark = markupWords(element);
    const byMarkup =
      mark === ''
        ? undefined
        : markupRoles.find(([role, pattern]) => (role !== 'not-a-price' || level < 2) && pattern.test(mark));
    if (byMarkup !== undefined && byText === undefined) return byMarkup[0];
    if (level === 0 && byText !== undefined) return byText;
    if (currentMarkup.test(mark)) break;
  }
  return byText ?? 'current';
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

function trustOf(block: PriceBlock, role: PriceRole, elsewhere: boolean, landmarks: Landmarks): number {
  if (role !== 'current') return 0.05;
  let trust = 0.3;
  if (block.token.hasCurrency) trust += 0.1;
  if (block.named) trust += 0.2;
  const marks = [block.inner, block.inner.parent, block.inner.parent?.parent]
    .map((element) => (element ? markupWords(element) : ''))
    .join(' ');
  if (currentMarkup.test(marks)) trust += 0.05;
  if (netPriceWords.test(`${block.text} ${marks}`)) trust -= 0.3;
  if (block.text.replace(landmarks.titleText, '').length - block.token.text.length > 25) trust -= 0.1;
  if (isHidden(block.inner)) trust -= 0.15;
  if (elsewhere) trust -= 0.35;
  const { order } = block.inner;
  if (landmarks.title !== undefined) {
    const distance = order - landmarks.title.order;
    trust += distance >= 0 ? 0.2 * Math.exp(-distance / 200) : -0.05 - 0.15 * Math.min(1, -distance / 200);
  }
  if (landmarks.buyButton !== undefined) trust += 0.15 * Math.exp(-Math.abs(order - landmarks.buyButton.order) / 60);
  return Math.max(0.01, Math.min(0.98, trust));
}

function isHidden(element: PageElement): boolean {
  for (
    let ancestor: PageElement | null = element, steps = 0;
    ancestor !== null && steps < 12;
    ancestor = ancestor.parent, steps += 1
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
