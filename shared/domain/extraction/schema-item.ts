import type { JsonObject, JsonValue } from './relaxed-json.ts';
import { isJsonObject } from './relaxed-json.ts';

/**
 * One schema.org item, whatever it was written in (JSON-LD, microdata, RDFa). Types and property names are in lower
 * case and without their vocabulary; a property has all its values in order.
 */
export interface SchemaItem {
  readonly types: readonly string[];
  readonly properties: ReadonlyMap<string, readonly SchemaValue[]>;
}
export type SchemaValue = string | number | boolean | SchemaItem;

/** A term without its vocabulary, in lower case: `http://schema.org/InStock`, `schema:InStock` and `InStock` are one. */
export function localName(term: string): string {
  const trimmed = term.trim();
  return trimmed
    .slice(Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf('#'), trimmed.lastIndexOf(':')) + 1)
    .toLowerCase();
}

function isSchemaItem(value: SchemaValue | undefined): value is SchemaItem {
  return typeof value === 'object';
}

export function itemsOf(item: SchemaItem, property: string): SchemaItem[] {
  return (item.properties.get(property) ?? []).filter(isSchemaItem);
}

/** The first value of a property as text; an item stands for its name. Empty text counts as absent. */
export function textOf(item: SchemaItem, property: string): string | undefined {
  for (const value of item.properties.get(property) ?? []) {
    const text = isSchemaItem(value)
      ? (textOf(value, 'name') ?? textOf(value, 'url') ?? textOf(value, '@id'))
      : String(value).trim();
    if (text !== undefined && text !== '') return text;
  }
  return undefined;
}

/** All items of a JSON-LD document: top-level ones and those of `@graph`; references by `@id` are resolved. */
export function itemsOfJsonLd(documents: readonly JsonValue[]): SchemaItem[] {
  const nodes = documents.flatMap((document) => topLevelNodes(document));
  const byId = new Map<string, JsonObject>();
  for (const node of nodes) {
    const id = node['@id'];
    if (typeof id === 'string' && Object.keys(node).length > 1 && !byId.has(id)) byId.set(id, node);
  }
  return nodes.map((node) => itemOf(node, byId, 0));
}

/** Nobody nests deeper; who does wants to see where the stack ends. */
const MAX_DEPTH = 12;

function topLevelNodes(document: JsonValue, depth = 0): JsonObject[] {
  if (depth > MAX_DEPTH) return [];
  if (Array.isArray(document)) return document.flatMap((entry) => topLevelNodes(entry, depth + 1));
  if (!isJsonObject(document)) return [];
  const graph = document['@graph'];
  if (graph === undefined) return [document];
  return [...topLevelNodes(graph, depth + 1), ...('@type' in document ? [document] : [])];
}

function itemOf(node: JsonObject, byId: ReadonlyMap<string, JsonObject>, depth: number): SchemaItem {
  const properties = new Map<string, SchemaValue[]>();
  let types: string[] = [];
  for (const [key, value] of Object.entries(node)) {
    if (key === '@type' || key === 'type') {
      const typeNames = (Array.isArray(value) ? value : [value]).filter((name) => typeof name === 'string');
      types = [...types, ...typeNames.map(localName)];
    } else if (key !== '@context' && depth < MAX_DEPTH) {
      const values = valuesOf(value, byId, depth);
      const name = key === '@id' ? key : localName(key);
      if (values.length > 0) properties.set(name, [...(properties.get(name) ?? []), ...values]);
    }
  }
  return { types, properties };
}

function valuesOf(value: JsonValue, byId: ReadonlyMap<string, JsonObject>, depth: number): SchemaValue[] {
  if (value === null) return [];
  if (Array.isArray(value)) {
    return depth > MAX_DEPTH ? [] : value.flatMap((entry) => valuesOf(entry, byId, depth + 1));
  }
  if (!isJsonObject(value)) return [value as Exclude<JsonValue, null | JsonObject | readonly JsonValue[]>];
  const id = value['@id'];
  const referenced = typeof id === 'string' && Object.keys(value).length === 1 ? byId.get(id) : undefined;
  const literal = value['@value'];
  if (literal !== undefined) return valuesOf(literal, byId, depth);
  return [itemOf(referenced ?? value, byId, depth + 1)];
}
