import type { CollectionDefinition, JsonObject, QueryShape } from '../../ports/documents.ts';
import { fieldKey, type SortKey } from './sort-key.ts';

/**
 * The index of one query shape: a table with a row per found document (per array element with `arrayContains`), whose
 * primary key is the compared fields, the order fields, the id. Measured against indexes on JSON expressions: a quarter
 * less time to write a 20 KB document, and nothing at all where no indexed field changes.
 */
export interface DocumentIndex {
  readonly table: string;
  /** As SQLite keeps it, so that comparing it with the schema tells whether the shape has changed. */
  readonly createSql: string;
  readonly shape: QueryShape;
  readonly keyColumns: readonly string[];
  /** The rows of one document, without its id. */
  readonly rows: (data: JsonObject) => readonly (readonly SortKey[])[];
}

/** Columns of an index table by what they are for; the id comes last. */
export const indexColumn = {
  arrayContains: (field: string) => `contains ${field}`,
  equal: (field: string) => `equal ${field}`,
  in: (field: string) => `in ${field}`,
  order: (field: string) => `order ${field}`,
};

export function tableName(collection: CollectionDefinition): string {
  return `${collection.database}.${collection.name}`;
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

const expiryQuery = 'expiry';

/** The query over a collection's TTL field. */
function expiryShape(ttlField: string): QueryShape {
  return { order: [{ field: ttlField, direction: 'asc' }] };
}

/** Every index a collection needs, by the name of its query; TTL deletion has one of its own. */
export function documentIndexes(collection: CollectionDefinition): ReadonlyMap<string, DocumentIndex> {
  const indexes = new Map<string, DocumentIndex>();
  for (const [name, shape] of Object.entries(collection.queries)) {
    indexes.set(name, documentIndex(`${tableName(collection)} by ${name}`, shape));
  }
  return indexes;
}

/** The index that finds expired documents; undefined for a collection that keeps everything. */
export function expiryIndex(collection: CollectionDefinition): DocumentIndex | undefined {
  return collection.ttlField === undefined
    ? undefined
    : documentIndex(`${tableName(collection)} ${expiryQuery}`, expiryShape(collection.ttlField));
}

function documentIndex(table: string, shape: QueryShape): DocumentIndex {
  const { arrayContains } = shape;
  const compared = [...(shape.equal ?? [])].sort();
  const order = shape.order ?? [];
  const scalarFields = [...compared, ...(shape.in === undefined ? [] : [shape.in]), ...order.map(({ field }) => field)];
  const keyColumns = [
    ...(arrayContains === undefined ? [] : [indexColumn.arrayContains(arrayContains)]),
    ...compared.map(indexColumn.equal),
    ...(shape.in === undefined ? [] : [indexColumn.in(shape.in)]),
    ...order.map(({ field }) => indexColumn.order(field)),
  ];
  const direction = (column: number) => order[column - (keyColumns.length - order.length)]?.direction ?? 'asc';
  const primaryKey = [
    ...keyColumns.map((column, place) => `${quoted(column)} ${direction(place)}`),
    `id ${order.at(-1)?.direction ?? 'asc'}`,
  ];
  return {
    table,
    shape,
    keyColumns,
    createSql:
      `CREATE TABLE ${quoted(table)} (${keyColumns.map((column) => `${quoted(column)} ANY NOT NULL, `).join('')}` +
      `id TEXT NOT NULL, PRIMARY KEY (${primaryKey.join(', ')})) STRICT, WITHOUT ROWID`,
    rows: (data) => {
      const keys: SortKey[] = [];
      for (const field of scalarFields) {
        const key = fieldKey(data[field]);
        if (key === undefined) return [];
        keys.push(key);
      }
      return arrayContains === undefined ? [keys] : elementKeys(data, arrayContains).map((key) => [key, ...keys]);
    },
  };
}

function elementKeys(data: JsonObject, field: string): SortKey[] {
  const elements = data[field];
  if (!Array.isArray(elements)) return [];
  return [...new Set(elements.map(fieldKey).filter((key) => key !== undefined))];
}
