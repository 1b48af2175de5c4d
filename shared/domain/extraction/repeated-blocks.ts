import { elementText } from './element-text.ts';
import type { PageElement } from './page-tree.ts';
import type { PriceBlock } from './price-blocks.ts';

/** How a block repeats: in cards of a list of products, or in rows of options (sizes, sellers, ways of delivery). */
type Repetition = 'card' | 'row';

const MANY = 3;
const MAX_LEVELS = 14;
const MAX_CARD_CHARS = 300;

/**
 * The blocks that stand in one of at least three neighbours alike, each with a price alike: cards where they hold a link,
 * else rows. Where only the neighbours are alike, those that hold a link, a picture and little text are cards.
 */
export function repeatedBlocks(
  blocks: readonly PriceBlock[],
  title: PageElement | undefined,
): ReadonlyMap<PriceBlock, Repetition> {
  const around = new Set<PageElement>();
  for (let element = title ?? null; element !== null; element = element.parent) around.add(element);
  const neighbours = countNeighbours(blocks);
  const contents = new Map<PageElement, CardContent>();
  const repeated = new Map<PriceBlock, Repetition>();
  for (const block of blocks) {
    for (const card of cardsAround(block)) {
      if (around.has(card)) break;
      const counts = neighbours.get(card.parent);
      const alike = (counts?.get(`${kindOf(card)} ${kindOf(block.inner)}`)?.size ?? 0) >= MANY;
      if (!alike && (counts?.get(kindOf(card))?.size ?? 0) < MANY) continue;
      const content = contents.get(card) ?? contentOf(card);
      contents.set(card, content);
      if (alike ? isCard(card, content) : isTeaser(card, content)) {
        repeated.set(block, 'card');
        break;
      }
      if (alike) repeated.set(block, 'row');
    }
  }
  return repeated;
}

/** Children with a price, by parent, by their own kind and by their own and their price's kind. */
function countNeighbours(blocks: readonly PriceBlock[]): Map<PageElement | null, Map<string, Set<PageElement>>> {
  const neighbours = new Map<PageElement | null, Map<string, Set<PageElement>>>();
  for (const block of blocks) {
    for (const card of cardsAround(block)) {
      const kinds = neighbours.get(card.parent) ?? new Map<string, Set<PageElement>>();
      neighbours.set(card.parent, kinds);
      for (const kind of [kindOf(card), `${kindOf(card)} ${kindOf(block.inner)}`]) {
        kinds.set(kind, (kinds.get(kind) ?? new Set<PageElement>()).add(card));
      }
    }
  }
  return neighbours;
}

function* cardsAround({ outer }: PriceBlock): Generator<PageElement> {
  for (let card = outer, level = 0; card.parent !== null && level < MAX_LEVELS; card = card.parent, level += 1)
    yield card;
}

function kindOf(element: PageElement): string {
  return `${element.tag}.${(element.attributes.class ?? '').trim().split(/\s+/)[0]}`;
}

/** Rows of a price table look alike too; a card has a picture or is more than a row. */
function isCard({ tag }: PageElement, { link, picture }: CardContent): boolean {
  return link && (picture || !/^(tr|td|th|dd|dt)$/.test(tag));
}

function isTeaser(element: PageElement, { link, picture }: CardContent): boolean {
  return link && picture && elementText(element, MAX_CARD_CHARS + 1).length <= MAX_CARD_CHARS;
}

interface CardContent {
  link: boolean;
  picture: boolean;
}

const MAX_LOOKED_AT = 400;

/** What the first few hundred elements of a card hold. */
function contentOf(card: PageElement): CardContent {
  const content: CardContent = { link: false, picture: false };
  const open: PageElement[] = [card];
  for (let looked = 0; open.length > 0 && looked < MAX_LOOKED_AT && !(content.link && content.picture); looked += 1) {
    const element = open.pop();
    if (element === undefined) break;
    content.picture ||= element.tag === 'img';
    content.link ||= element.tag === 'a' && /^(?!#|javascript)./i.test(element.attributes.href ?? '');
    for (const child of element.children) if (typeof child !== 'string') open.push(child);
  }
  return content;
}
