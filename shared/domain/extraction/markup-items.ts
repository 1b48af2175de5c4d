import { elementText } from './element-text.ts';
import type { PageElement } from './page-tree.ts';
import { localName, type SchemaItem, type SchemaValue } from './schema-item.ts';

/** How an HTML syntax for structured data names its attributes. */
interface MarkupSyntax {
  typesOf(element: PageElement): readonly string[] | undefined;
  propertiesOf(element: PageElement): string | undefined;
}

/** HTML microdata (WHATWG, section 5). */
export const microdata: MarkupSyntax = {
  typesOf: ({ attributes }) =>
    'itemscope' in attributes || 'itemtype' in attributes ? words(attributes.itemtype).map(localName) : undefined,
  propertiesOf: ({ attributes }) => attributes.itemprop,
};

/** RDFa 1.1 Lite (W3C). Open Graph's `property` on meta elements belongs to meta tags, not here. */
export const rdfa: MarkupSyntax = {
  typesOf: ({ attributes }) => (attributes.typeof === undefined ? undefined : words(attributes.typeof).map(localName)),
  propertiesOf: ({ attributes }) => attributes.property,
};

/** Whether an element carries microdata or RDFa; one in a hundred does. */
export function isMarkedUp({ attributes }: PageElement): boolean {
  return (
    attributes.itemprop !== undefined ||
    attributes.itemscope !== undefined ||
    attributes.itemtype !== undefined ||
    attributes.property !== undefined ||
    attributes.typeof !== undefined
  );
}

interface OpenItem extends SchemaItem {
  readonly types: string[];
  readonly properties: Map<string, SchemaValue[]>;
}

/** All items of a page's marked-up elements (see isMarkedUp) that are not the value of another item's property, in document order. */
export function itemsOfMarkup(marked: readonly PageElement[], syntax: MarkupSyntax): SchemaItem[] {
  const itemAt = new Map<PageElement, OpenItem>();
  const topLevel: SchemaItem[] = [];
  for (const element of marked) {
    const types = syntax.typesOf(element);
    const properties = syntax.propertiesOf(element);
    if (types === undefined && properties === undefined) continue;
    const owner = ownerOf(element, itemAt);
    let value: SchemaValue | undefined;
    if (types !== undefined) {
      const item: OpenItem = { types: [...types], properties: new Map() };
      itemAt.set(element, item);
      value = item;
      if (properties === undefined || owner === undefined) topLevel.push(item);
    }
    if (owner === undefined || properties === undefined) continue;
    value ??= literalOf(element);
    for (const property of words(properties).map(localName)) {
      const values = owner.properties.get(property);
      if (values === undefined) owner.properties.set(property, [value]);
      else values.push(value);
    }
  }
  return topLevel;
}

function ownerOf(element: PageElement, itemAt: ReadonlyMap<PageElement, OpenItem>): OpenItem | undefined {
  if (itemAt.size === 0) return undefined;
  for (let ancestor = element.parent; ancestor !== null; ancestor = ancestor.parent) {
    const item = itemAt.get(ancestor);
    if (item !== undefined) return item;
  }
  return undefined;
}

function literalOf(element: PageElement): string {
  const { attributes } = element;
  const content = attributes.content;
  if (content !== undefined) return content.trim();
  const link = attributes.href ?? attributes.src ?? attributes.resource;
  if (link !== undefined && /^(a|area|link|img|source|embed)$/.test(element.tag)) return link.trim();
  if (element.tag === 'data' || element.tag === 'meter') return attributes.value ?? elementText(element, 500);
  return attributes.datetime ?? elementText(element, 500);
}

function words(text: string | undefined): string[] {
  return (text ?? '').split(/\s+/).filter((word) => word !== '');
}
