import { elementText } from './element-text.ts';
import type { PageContext } from './page-context.ts';
import type { PageElement } from './page-tree.ts';
import { normalisedName } from './same-name.ts';
import { itemsOf, type SchemaItem, textOf } from './schema-item.ts';
import type { SchemaProduct } from './schema-product.ts';

const mostSteps = 8;
const longestStep = 80;

/** A shop's way to the page's product, general → special, without the product itself. */
export type CategoryPath = readonly string[];

/**
 * Ways to the product's category that the page states, the most trustworthy first: schema.org's BreadcrumbList, the
 * product's own `category`, Open Graph's, and the breadcrumbs that it shows.
 */
export function* readCategoryPaths(
  context: PageContext,
  items: readonly SchemaItem[],
  products: readonly SchemaProduct[],
  title: string | undefined,
): Generator<CategoryPath> {
  const names = [title, ...products.map(({ item }) => textOf(item, 'name'))].filter((name) => name !== undefined);
  const without = (steps: readonly string[]) => withoutProduct(steps, names);
  for (const list of items.filter(({ types }) => types.includes('breadcrumblist'))) yield without(stepsOfList(list));
  for (const { item } of products) {
    for (const crumbs of itemsOf(item, 'breadcrumb')) yield without(stepsOfList(crumbs));
    const stated = textOf(item, 'category');
    if (stated !== undefined) yield without(stepsOfText(stated));
  }
  for (const name of ['product:category', 'product:product_type', 'og:category', 'google_product_category']) {
    const stated = context.meta.get(name);
    if (stated !== undefined) yield without(stepsOfText(stated));
  }
  const shown = context.tree.elements.find(isBreadcrumb);
  if (shown) yield without(stepsShown(shown));
}

/** As schema.org writes it: each element has a position, and a name itself or in its item. */
function stepsOfList(list: SchemaItem): string[] {
  return itemsOf(list, 'itemlistelement')
    .map((element, order) => ({
      order: Number(textOf(element, 'position') ?? order),
      name: textOf(element, 'name') ?? itemsOf(element, 'item').map((item) => textOf(item, 'name'))[0],
    }))
    .toSorted((a, b) => a.order - b.order)
    .flatMap(({ name }) => (name === undefined ? [] : [name]));
}

/** `Audio > Headphones`, `Audio/Headphones`; an address names its category in its path. */
function stepsOfText(text: string): string[] {
  const path = /^https?:\/\/[^/]+\/(.*?)[?#]?$/.exec(text)?.[1]?.replace(/[-_]+/g, ' ') ?? text;
  return path.split(/[>›»/|\\]+/);
}

/** Asked of every element of a page, so by plain searches. */
function isBreadcrumb({ attributes }: PageElement): boolean {
  const { class: classes, id, 'aria-label': label } = attributes;
  return namesCrumbs(classes) || namesCrumbs(id) || namesCrumbs(label);
}

/** As programs name them in English, and often in German and French. */
const namesCrumbs = (name: string | undefined): boolean =>
  name !== undefined &&
  (name.includes('crumb') || name.includes('Crumb') || name.includes('brotkr') || name.includes('ariane'));

/** The texts of its links, else of its entries. */
function stepsShown(container: PageElement): string[] {
  const links: string[] = [];
  const entries: string[] = [];
  const visit = (element: PageElement, depth: number): void => {
    if (links.length > mostSteps || entries.length > mostSteps || depth > 8) return;
    for (const child of element.children) {
      if (typeof child === 'string') continue;
      if (child.tag === 'a') links.push(elementText(child, longestStep + 1));
      else if (child.tag === 'li') entries.push(elementText(child, longestStep + 1));
      visit(child, depth + 1);
    }
  };
  visit(container, 0);
  return links.length > 0 ? links : entries;
}

function withoutProduct(steps: readonly string[], names: readonly string[]): string[] {
  return steps
    .slice(0, mostSteps)
    .map((step) => step.replace(/\s+/g, ' ').trim())
    .filter((step) => step !== '' && step.length <= longestStep && !names.some((name) => isProductName(step, name)));
}

/** A product's name holds the word for what it is; only the greater part of it is the product itself. */
function isProductName(step: string, name: string): boolean {
  const [plainStep, plainName] = [normalisedName(step), normalisedName(name)];
  if (plainName.length >= 3 && plainStep.includes(plainName)) return true;
  return plainStep.length > 0.6 * plainName.length && plainName.includes(plainStep);
}
