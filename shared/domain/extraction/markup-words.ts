import type { PageElement } from './page-tree.ts';

const naming: ReadonlySet<string> = new Set([
  'class',
  'id',
  'itemprop',
  'data-testid',
  'data-test',
  'data-qa',
  'data-hook',
  'data-price-type',
  'automation-id',
]);

/** Class, id and test ids of an element as words in lower case, camel case and underscores taken apart by hyphens. */
export function markupWords({ attributes }: PageElement): string {
  let words = '';
  // An element has fewer attributes than there are names to look for; most are in lower case already.
  for (const name in attributes) if (naming.has(name)) words += `${attributes[name]} `;
  if (!/[A-Z_]/.test(words)) return words.toLowerCase();
  return words
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
}
