import { elementText } from './element-text.ts';
import type { PageContext } from './page-context.ts';
import type { Landmarks } from './page-landmarks.ts';
import type { PageElement } from './page-tree.ts';

/** What a page says of its product beside a label: `EAN: 4006381333931`, `Condition | Used`, `Sold by Emberly`. */
export interface LabelledFacts {
  readonly gtin?: string;
  readonly condition?: string;
  readonly seller?: string;
}

type Label = keyof LabelledFacts;

/** Each at the beginning of a short text; what follows it, or the next element, is the value. */
const labels: readonly (readonly [Label, RegExp])[] = [
  [
    'gtin',
    /^(?:gtin(?:-?\d\d?)?|ean(?:-?13)?(?:[ -]?code)?|upc|isbn(?:-?13)?|barcode|штрихкод)\s*(?:nr\.?|no\.?|code|number)?\s*[:#]?\s*(?=\d|$)/i,
  ],
  [
    'condition',
    /^(?:item )?(?:condition|zustand|état|estado|condizioni?|stav|stan|состояние|skick|staat)\s*(?::\s*|$)/i,
  ],
  [
    'seller',
    /^(?:sold (?:and shipped )?by|verkauf(?:t)? (?:und versand )?durch|vendu (?:et expédié )?par|vendido (?:y enviado )?por|venduto (?:e spedito )?da|vândut de|verkoop door|säljs av)(?:\s*:\s*|\s+(?=\p{L})|\s*$)/iu,
  ],
  // A noun alone is a label only with its colon: `Seller rating` is another thing.
  ['seller', /^(?:seller|verkäufer|vendeur|vendedor|venditore|prodejce|sprzedawca|verkoper|säljare|продавец)\s*:\s*/iu],
];
/** So that most texts are asked once. */
const anyLabel =
  /^(?:gtin|ean|upc|isbn|barcode|штрих|item |condition|zustand|état|estado|condizion|stav|stan|состоян|skick|staat|sold |seller|verk|vend|prodejce|sprzeda|vândut|säljs|säljare|продав)/i;
const MAX_LABEL_CHARS = 60;
const MAX_VALUE_CHARS = 80;
const MAX_ELEMENTS_AFTER_TITLE = 3_000;

export function readLabelledFacts({ tree }: PageContext, { title, isElsewhere }: Landmarks): LabelledFacts {
  const found: { -readonly [K in Label]?: string } = {};
  const from = (title?.order ?? 0) - 50;
  for (const element of tree.elements) {
    if (element.order < from) continue;
    if (element.order > from + MAX_ELEMENTS_AFTER_TITLE) break;
    const own = ownText(element);
    if (own === undefined || !anyLabel.test(own)) continue;
    for (const [label, pattern] of labels) {
      if (found[label] !== undefined) continue;
      const match = pattern.exec(own);
      if (match === null || isElsewhere(element)) continue;
      const value = own.slice(match[0].length).trim() || restOf(element) || nextText(element);
      if (value !== '' && value.length <= MAX_VALUE_CHARS) found[label] = value;
    }
  }
  return found;
}

/** The text an element begins with, where it is short enough to be a label. */
function ownText({ children, tag }: PageElement): string | undefined {
  if (tag === 'script' || tag === 'style' || tag === 'option') return undefined;
  for (const child of children) {
    if (typeof child !== 'string') return undefined;
    const text = child.trim();
    if (text !== '') return text.length <= MAX_LABEL_CHARS ? text : undefined;
  }
  return undefined;
}

/** What an element says after its label: `Sold by <a>Emberly</a>`. */
function restOf(element: PageElement): string {
  const inner = element.children.find((child) => typeof child !== 'string');
  return inner === undefined || typeof inner === 'string' ? '' : elementText(inner, MAX_VALUE_CHARS + 20).trim();
}

/** What stands in the next cell. */
function nextText(element: PageElement): string {
  const siblings = element.parent?.children ?? [];
  for (const sibling of siblings.slice(siblings.indexOf(element) + 1)) {
    const text = (typeof sibling === 'string' ? sibling : elementText(sibling, MAX_VALUE_CHARS + 20)).trim();
    if (text !== '' && text !== ':') return text;
  }
  return '';
}
