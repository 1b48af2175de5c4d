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

/** The first valid value of a field by the shop's own selectors, tried in their order; `accepts` may refuse an element. */
export function readSelectorField(
  context: PageContext,
  field: RetailerField,
  accepts: (element: PageElement) => boolean = () => true,
): SelectorMatch | undefined {
  const rule = context.retailer.fields[field];
  if (rule === undefined) return undefined;
  const validator = new RegExp(rule.validator, 'iu');
  for (const [rank, { selector, attribute }] of rule.selectors.entries()) {
    for (const element of elementsMatching(context, selector)) {
      const value = attribute === undefined ? elementText(element, 500) : (element.attributes[attribute] ?? '').trim();
      if (value !== '' && validator.test(value) && accepts(element)) return { value, selector, rank, element };
    }
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

/** Compiled once per selector; the files hold a few hundred at most. */
function matcherOf(selector: string): (element: PageElement) => boolean {
  const known = matchers.get(selector);
  if (known !== undefined) return known;
  const matcher = compile<PageElement | string, PageElement>(selector, { adapter: pageTreeAdapter });
  matchers.set(selector, matcher);
  return matcher;
}
