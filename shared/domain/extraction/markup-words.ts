import type { PageElement } from './page-tree.ts';

/** Class, id and test ids of an element as words in lower case, camel case and underscores taken apart by hyphens. */
export function markupWords({ attributes }: PageElement): string {
  let words = '';
  for (const name of [
    'class',
    'id',
    'itemprop',
    'data-testid',
    'data-test',
    'data-qa',
    'data-hook',
    'data-price-type',
    'automation-id',
  ]) {
    const value = attributes[name];
    if (value !== undefined) words += `${value} `;
  }
  if (words === '') return '';
  return words
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
}
