import { elementText } from './element-text.ts';
import type { PageContext } from './page-context.ts';
import type { Landmarks } from './page-landmarks.ts';
import type { PageElement } from './page-tree.ts';
import { firstMatch, type SelectorRule } from './retailer-selectors.ts';
import { stableSelectors } from './stable-selectors.ts';

/** A page on which the right value is known, from its structured data or from before. */
export interface KnownPage {
  readonly context: PageContext;
  readonly landmarks: Pick<Landmarks, 'isElsewhere'>;
  /** Whether a text of the page states the known value. */
  isRight(text: string): boolean;
}

/** A rule for a retailer's file, and on how many of the pages it gave the right value, another one, or none. */
export interface SelectorSuggestion {
  readonly rule: SelectorRule;
  readonly right: number;
  readonly wrong: number;
  readonly missing: number;
  readonly pages: number;
  /** How likely the shop is to keep these names, 0–1. */
  readonly stability: number;
}

const MAX_PAGES = 20;
const MAX_ELEMENTS_A_PAGE = 12;
const MAX_TRIED = 160;
const MAX_TEXT = 160;
/** Where shops keep the machine's copy of what they show. */
const valueAttributes = ['content', 'value', 'data-price', 'data-value'] as const;

/**
 * Selectors that give the known value, best first: never wrong before often right before stable. None is proposed that
 * is wrong as often as right; one that adds nothing to a shorter one is left out.
 */
export function suggestSelectors(pages: readonly KnownPage[], validator: RegExp, most = 5): SelectorSuggestion[] {
  const known = pages.slice(0, MAX_PAGES);
  const tried = [...candidateRules(known)]
    .toSorted(([, a], [, b]) => b.seen - a.seen || b.stability - a.stability)
    .slice(0, MAX_TRIED)
    .map(([, { rule, stability }]) => tryRule(rule, stability, known, validator))
    .filter(({ right, wrong }) => right > wrong)
    .toSorted(byWorth);
  const chosen: SelectorSuggestion[] = [];
  for (const suggestion of tried) {
    if (chosen.length >= most) break;
    if (!chosen.some((better) => addsNothing(suggestion, better))) chosen.push(suggestion);
  }
  return chosen;
}

interface CandidateRule {
  readonly rule: SelectorRule;
  readonly stability: number;
  /** On how many pages an element with the right value answers to it. */
  readonly seen: number;
}

function candidateRules(pages: readonly KnownPage[]): Map<string, CandidateRule> {
  const rules = new Map<string, CandidateRule>();
  for (const page of pages) {
    const ofPage = new Map<string, Omit<CandidateRule, 'seen'>>();
    for (const { element, attribute } of placesOf(page)) {
      for (const { selector, stability } of stableSelectors(element)) {
        const rule = attribute === undefined ? { selector } : { selector, attribute };
        ofPage.set(`${selector} @${attribute ?? ''}`, { rule, stability });
      }
    }
    for (const [key, found] of ofPage) rules.set(key, { ...found, seen: (rules.get(key)?.seen ?? 0) + 1 });
  }
  return rules;
}

/** The places of a page that state the right value and little else. */
function placesOf(page: KnownPage): { readonly element: PageElement; readonly attribute?: string }[] {
  const places: { element: PageElement; attribute?: string }[] = [];
  for (const element of page.context.tree.elements) {
    if (places.length >= MAX_ELEMENTS_A_PAGE) break;
    if (silentTags.has(element.tag) || page.landmarks.isElsewhere(element)) continue;
    const attribute = valueAttributes.find((name) => page.isRight(element.attributes[name] ?? ''));
    if (attribute !== undefined) places.push({ element, attribute });
    else if (hasShortText(element) && page.isRight(elementText(element, MAX_TEXT))) places.push({ element });
  }
  return places;
}

const silentTags: ReadonlySet<string> = new Set([
  'script',
  'style',
  'title',
  'html',
  'head',
  'body',
  'option',
  'noscript',
]);

function hasShortText({ children }: PageElement): boolean {
  return children.length <= 12 && children.some((child) => typeof child !== 'string' || child.trim() !== '');
}

function tryRule(
  rule: SelectorRule,
  stability: number,
  pages: readonly KnownPage[],
  validator: RegExp,
): SelectorSuggestion {
  let right = 0;
  let wrong = 0;
  for (const { context, landmarks, isRight } of pages) {
    const value = firstMatch(context, rule, validator, (element) => !landmarks.isElsewhere(element))?.value;
    if (value !== undefined && isRight(value)) right += 1;
    else if (value !== undefined) wrong += 1;
  }
  return { rule, right, wrong, missing: pages.length - right - wrong, pages: pages.length, stability };
}

function byWorth(a: SelectorSuggestion, b: SelectorSuggestion): number {
  return (
    Number(a.wrong > 0) - Number(b.wrong > 0) ||
    b.right - a.right ||
    a.wrong - b.wrong ||
    b.stability - a.stability ||
    a.rule.selector.length - b.rule.selector.length
  );
}

/** A longer way to what a better rule finds already, on the same pages or fewer. */
function addsNothing({ rule, right }: SelectorSuggestion, better: SelectorSuggestion): boolean {
  const parts = rule.selector.split(' ');
  const known = better.rule.selector.split(' ');
  return right <= better.right && (known.every((part) => parts.includes(part)) || parts.at(-1) === known.at(-1));
}
