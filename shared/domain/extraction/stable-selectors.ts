import type { PageElement } from './page-tree.ts';

/** A CSS selector that an element answers to, and how likely it is to outlive the shop's next release, 0–1. */
interface StableSelector {
  readonly selector: string;
  readonly stability: number;
}

/** Attributes that name what an element is for, with how long such names last. */
const namingAttributes: readonly (readonly [name: string, stability: number])[] = [
  ['data-testid', 0.9],
  ['data-test', 0.9],
  ['data-test-id', 0.9],
  ['data-qa', 0.9],
  ['data-cy', 0.9],
  ['data-automation-id', 0.9],
  ['automation-id', 0.9],
  ['data-selector', 0.9],
  ['data-hook', 0.9],
  ['data-price-type', 0.85],
  ['itemprop', 0.85],
  ['property', 0.85],
  ['data-component', 0.7],
  ['data-role', 0.7],
];
const ID_STABILITY = 0.8;
const CLASS_STABILITY = 0.6;
const TAG_STABILITY = 0.3;
const MAX_CLASSES = 4;
const MAX_ANCESTORS = 6;
const MAX_SELECTORS = 40;

/** The selectors by which an element may be found again on the shop's other pages, most stable first. */
export function stableSelectors(element: PageElement): StableSelector[] {
  const own = partsOf(element);
  const found: StableSelector[] = [...own];
  const last = own.length > 0 ? own : [{ selector: element.tag, stability: TAG_STABILITY }];
  let ancestor = element.parent;
  for (let level = 0; ancestor !== null && level < MAX_ANCESTORS; level += 1, ancestor = ancestor.parent) {
    for (const outer of partsOf(ancestor)) {
      for (const inner of last) {
        // Each level between the two may change; a longer selector breaks more easily than a short one.
        const stability = Math.min(outer.stability, Math.max(inner.stability, 0.5)) * (0.95 - level * 0.03);
        found.push({ selector: `${outer.selector} ${inner.selector}`, stability });
      }
    }
  }
  return found.toSorted((a, b) => b.stability - a.stability).slice(0, MAX_SELECTORS);
}

/** What an element answers to by itself. */
function partsOf({ tag, attributes }: PageElement): StableSelector[] {
  if (tag === 'html' || tag === 'body' || tag === '') return [];
  const parts: StableSelector[] = [];
  for (const [name, stability] of namingAttributes) {
    const value = attributes[name];
    if (value !== undefined && isWordy(value)) parts.push({ selector: `[${name}="${value}"]`, stability });
  }
  const { id } = attributes;
  if (id !== undefined && isWordy(id)) parts.push({ selector: `#${id}`, stability: ID_STABILITY });
  const classes = (attributes.class ?? '').split(/\s+/).filter(isWordy).slice(0, MAX_CLASSES);
  for (const name of classes) {
    const stability = layoutWords.test(name) ? TAG_STABILITY : CLASS_STABILITY;
    parts.push({ selector: `.${name}`, stability });
  }
  if (tag === 'h1') parts.push({ selector: 'h1', stability: CLASS_STABILITY });
  return parts;
}

/** Classes that say how something looks, not what it is. */
const layoutWords =
  /^(?:(?:sm|md|lg|xl)-|(?:row|col|flex|grid|block|inline|hidden|text|font|bg|w|h|[mp][trblxy]?|d|is|has|active|selected|left|right|bold|red|black|small|large|clearfix)(?:-|$))/;

/** A name a person gave: words, not the numbers and hashes of a build (`css-1q2w3e`, `Price_root__aB3xZ`, `item-88231`). */
export function isWordy(name: string): boolean {
  if (!/^[a-z][\w-]{1,60}$/i.test(name) || /^(?:css|sc|jss|jsx|emotion|svelte|makeStyles)-?/.test(name)) return false;
  return name.split(/[-_]+/).every(isWord);
}

function isWord(part: string): boolean {
  if (part === '' || /^\d{1,2}$/.test(part) || /^[A-Z]{1,6}$/.test(part)) return true;
  if (!/^[A-Za-z]?[a-z]*(?:[A-Z][a-z]*)*\d{0,2}$/.test(part)) return false;
  // Hashes change case after a single letter, and go without vowels.
  const humps = part.replace(/\d+$/, '').split(/(?=[A-Z])/);
  if (humps.some((hump) => hump.length === 1)) return false;
  return part.length <= 4 || (/[aeiouy]/i.test(part) && (humps.length - 1) * 3 <= part.length);
}
