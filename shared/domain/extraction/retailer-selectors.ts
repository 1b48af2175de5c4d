import { compile } from 'css-select';
import { elementText } from './element-text.ts';
import type { PageContext } from './page-context.ts';
import type { PageElement } from './page-tree.ts';
import { pageTreeAdapter } from './page-tree-adapter.ts';
import type { Retailer } from './retailer.ts';

export type RetailerField = keyof Retailer['fields'];

/** What a selector of the shop's file found: the value, the selector, and whether it was the primary one. */
export interface SelectorMatch {
  readonly value: string;
  readonly selector: string;
  readonly rank: number;
  readonly element: PageElement;
}

/** Where a value stands: the element's text, or one of its attributes. */
export type SelectorRule = { readonly selector: string; readonly attribute?: string | undefined };

/** The first valid value of a field by the shop's own selectors, tried in their order; `accepts` may refuse an element. */
export function readSelectorField(
  context: PageContext,
  field: RetailerField,
  accepts: (element: PageElement) => boolean = () => true,
): SelectorMatch | undefined {
  const rule = context.retailer.fields[field];
  if (rule === undefined) return undefined;
  const validator = new RegExp(rule.validator, 'iu');
  for (const [rank, selectorRule] of rule.selectors.entries()) {
    const match = firstMatch(context, selectorRule, validator, accepts);
    if (match !== undefined) return { ...match, selector: selectorRule.selector, rank };
  }
  return undefined;
}

/** The first valid value that one rule finds. */
export function firstMatch(
  context: PageContext,
  { selector, attribute }: SelectorRule,
  validator: RegExp,
  accepts: (element: PageElement) => boolean,
): Pick<SelectorMatch, 'value' | 'element'> | undefined {
  for (const element of elementsMatching(context, selector)) {
    const value = attribute === undefined ? elementText(element, 500) : (element.attributes[attribute] ?? '').trim();
    if (value !== '' && validator.test(value) && accepts(element)) return { value, element };
  }
  return undefined;
}

const MAX_MATCHES = 5;

function elementsMatching(context: PageContext, selector: string): PageElement[] {
  const ids = selector.match(/#[\w-]+/g) ?? [];
  if (!selector.includes(',') && ids.some((id) => !context.ids.has(id.slice(1)))) return [];
  const matches = matcherOf(selector);
  const found: PageElement[] = [];
  for (const element of context.tree.elements) {
    if (!matches(element)) continue;
    found.push(element);
    if (found.length >= MAX_MATCHES) break;
  }
  return found;
}

const matchers = new Map<string, (element: PageElement) => boolean>();

const MAX_MATCHERS = 2_000;

/** Compiled once per selector; the files hold a few hundred at most, but suggestions try many more. */
function matcherOf(selector: string): (element: PageElement) => boolean {
  const known = matchers.get(selector);
  if (known !== undefined) return known;
  const matcher = compile<PageElement | string, PageElement>(selector, { adapter: pageTreeAdapter });
  if (matchers.size >= MAX_MATCHERS) matchers.clear();
  matchers.set(selector, matcher);
  return matcher;
}
