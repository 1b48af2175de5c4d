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
  const kindOf = rememberKinds();
  const neighbours = countNeighbours(blocks, kindOf);
  const contents = new Map<PageElement, CardContent>();
  const repeated = new Map<PriceBlock, Repetition>();
  for (const block of blocks) {
    const kindOfPrice = kindOf(block.inner);
    for (const card of cardsAround(block)) {
      if (around.has(card)) break;
      const counted = neighbours.get(card.parent)?.get(kindOf(card));
      if (counted === undefined || counted.cards.size < MANY) continue;
      const alike = (counted.byPrice.get(kindOfPrice)?.size ?? 0) >= MANY;
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

/** Children of one kind with a price, all of them and by their price's kind. */
interface Neighbours {
  readonly cards: Set<PageElement>;
  readonly byPrice: Map<string, Set<PageElement>>;
}

/** Children with a price, by parent and by their own kind. */
function countNeighbours(
  blocks: readonly PriceBlock[],
  kindOf: (element: PageElement) => string,
): Map<PageElement | null, Map<string, Neighbours>> {
  const neighbours = new Map<PageElement | null, Map<string, Neighbours>>();
  for (const block of blocks) {
    const kindOfPrice = kindOf(block.inner);
    for (const card of cardsAround(block)) {
      const kinds = neighbours.get(card.parent) ?? new Map<string, Neighbours>();
      neighbours.set(card.parent, kinds);
      const kind = kindOf(card);
      const counted = kinds.get(kind) ?? { cards: new Set(), byPrice: new Map() };
      kinds.set(kind, counted);
      counted.cards.add(card);
      counted.byPrice.set(kindOfPrice, (counted.byPrice.get(kindOfPrice) ?? new Set()).add(card));
    }
  }
  return neighbours;
}

function* cardsAround({ outer }: PriceBlock): Generator<PageElement> {
  for (let card = outer, level = 0; card.parent !== null && level < MAX_LEVELS; card = card.parent, level += 1)
    yield card;
}

/** Tag and first class of an element. */
function rememberKinds(): (element: PageElement) => string {
  const kinds = new Map<PageElement, string>();
  return (element) => {
    const known = kinds.get(element);
    if (known !== undefined) return known;
    const kind = `${element.tag}.${(element.attributes.class ?? '').trim().split(/\s+/)[0]}`;
    kinds.set(element, kind);
    return kind;
  };
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
