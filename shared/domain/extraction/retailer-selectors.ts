import { selectAll } from 'css-select';
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
}

/** The first valid value of a field by the shop's own selectors, tried in their order. */
export function readSelectorField(context: PageContext, field: RetailerField): SelectorMatch | undefined {
  const rule = context.retailer.fields[field];
  if (rule === undefined) return undefined;
  const validator = new RegExp(rule.validator, 'iu');
  for (const [rank, { selector, attribute }] of rule.selectors.entries()) {
    for (const element of selectAll<PageElement | string, PageElement>(selector, context.tree.root, {
      adapter: pageTreeAdapter,
    }).slice(0, 5)) {
      const value = attribute === undefined ? elementText(element, 500) : (element.attributes[attribute] ?? '').trim();
      if (value !== '' && validator.test(value)) return { value, selector, rank };
    }
  }
  return undefined;
}
