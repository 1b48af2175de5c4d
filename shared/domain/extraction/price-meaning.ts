import { elementText } from './element-text.ts';
import type { PriceRole } from './extraction.ts';
import { markupWords } from './markup-words.ts';
import type { PageElement } from './page-tree.ts';
import type { PriceBlock } from './price-blocks.ts';
import { currentMarkup, markupRoles, rolesAfter, rolesBefore, saleUnitWords, softListMarkup } from './price-words.ts';

/** What a shown amount is. `soft` marks a list price only by name and a price per piece or metre: may be the only price there is. */
interface PriceMeaning {
  readonly role: PriceRole | 'not-a-price';
  readonly soft: boolean;
}

const LEVELS = 4;
const BEFORE_CHARS = 40;
const AFTER_CHARS = 24;

/** Reads a shown amount's meaning from its strike-through, the words next to it, and the names of the elements around it. */
export function meaningOf(block: PriceBlock, titleText: string): PriceMeaning {
  const byText = roleByText(block, titleText);
  let element: PageElement | null = block.inner;
  for (let level = 0; element !== null && level < LEVELS; level += 1, element = element.parent) {
    if (/^(del|s|strike)$/.test(element.tag) || /line-through/.test(element.attributes.style ?? ''))
      return { role: 'list', soft: false };
    if (byText !== undefined) continue;
    const words = markupWords(element);
    if (words === '') continue;
    // A badge or counter names itself closely; further out the same words belong to something else.
    const byMarkup = markupRoles.find(
      ([role, pattern]) => (role !== 'not-a-price' || level < 2) && pattern.test(words),
    );
    if (byMarkup !== undefined)
      return { role: byMarkup[0], soft: byMarkup[0] === 'list' && softListMarkup.test(words) };
    if (currentMarkup.test(words)) break;
  }
  return { role: byText ?? 'current', soft: byText === 'per-unit' && saleUnitWords.test(textAfter(block)) };
}

function roleByText(block: PriceBlock, titleText: string): PriceMeaning['role'] | undefined {
  const { text, token, outer } = block;
  const at = text.indexOf(token.text);
  const own = text.slice(0, at).replace(titleText, ' ');
  const before = `${own.trim() === '' ? labelBefore(outer) : ''} ${own}`.slice(-BEFORE_CHARS);
  const after = textAfter(block);
  return (rolesBefore.find(([, words]) => words.test(before)) ??
    rolesAfter.find(([, words]) => words.test(after)))?.[0];
}

function textAfter({ text, token }: PriceBlock): string {
  const end = text.lastIndexOf(token.text) + token.text.length;
  return text.slice(end, end + AFTER_CHARS);
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
