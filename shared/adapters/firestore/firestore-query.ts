import type { CollectionDefinition, DocumentQuery, QueryShape, Scalar } from '../../ports/documents.ts';
import type { FilterMessage, StructuredQuery, ValueMessage } from './firestore-client.ts';
import { type FirestoreRoot, fieldPath } from './firestore-names.ts';
import { encodeField } from './firestore-values.ts';

type Comparison = 'EQUAL' | 'IN' | 'ARRAY_CONTAINS' | 'GREATER_THAN' | 'GREATER_THAN_OR_EQUAL' | 'LESS_THAN_OR_EQUAL';

/**
 * A query in Firestore's words. The document id, in the direction of the last order field, makes the order total and
 * cursors exact. Only documents that have every order field belong to it, so counting keeps the order.
 */
export function toStructuredQuery(
  root: FirestoreRoot,
  query: Omit<DocumentQuery, 'limit'> & { readonly limit?: number },
): StructuredQuery {
  const { collection, after, limit } = query;
  const order = shapeOf(query).order ?? [];
  const filters = toFilters(query);
  const cursor = after?.map((value, index) => {
    const field = order[index]?.field;
    if (field !== undefined) return encodeField(collection, [field], value);
    return { referenceValue: `${root.documents}/${collection.name}/${value}` };
  });
  return {
    from: [{ collectionId: collection.name }],
    ...(filters.length > 0 ? { where: { compositeFilter: { op: 'AND', filters } } } : {}),
    orderBy: [
      ...order.map(({ field, direction }) => ({ field: named(field), direction: directions[direction] })),
      { field: { fieldPath: '__name__' }, direction: directions[order.at(-1)?.direction ?? 'asc'] },
    ],
    ...(cursor ? { startAt: { values: cursor, before: false } } : {}),
    ...(limit === undefined ? {} : { limit: { value: limit } }),
  };
}

const directions = { asc: 'ASCENDING', desc: 'DESCENDING' } as const;
const named = (field: string) => ({ fieldPath: fieldPath([field]) });

function shapeOf({ collection, query }: Pick<DocumentQuery, 'collection' | 'query'>): QueryShape {
  const shape = collection.queries[query];
  if (!shape) throw new TypeError(`${collection.name} declares no query ${query}`);
  return shape;
}

function toFilters(query: Omit<DocumentQuery, 'limit' | 'after'>): FilterMessage[] {
  const { collection, equal = {}, range } = query;
  const shape = shapeOf(query);
  const filters: FilterMessage[] = [];
  const compare = (field: string | undefined, op: Comparison, value: Scalar | undefined) => {
    if (field !== undefined && value !== undefined) filters.push(compareField(collection, field, op, value));
  };
  for (const field of shape.equal ?? []) {
    const value = equal[field];
    if (value === undefined) throw new TypeError(`the query ${query.query} needs a value for ${field}`);
    compare(field, 'EQUAL', value);
  }
  if (shape.in !== undefined && query.in) filters.push(isIn(collection, shape.in, query.in));
  compare(shape.arrayContains, 'ARRAY_CONTAINS', query.arrayContains);
  const ranged = shape.order?.[0]?.field;
  compare(ranged, 'GREATER_THAN_OR_EQUAL', range?.min);
  compare(ranged, 'GREATER_THAN', range?.minExclusive);
  compare(ranged, 'LESS_THAN_OR_EQUAL', range?.max);
  return filters;
}

function compareField(collection: CollectionDefinition, field: string, op: Comparison, value: Scalar): FilterMessage {
  // Null is no value to compare with but a state of the field.
  if (value === null && op === 'EQUAL') return { unaryFilter: { field: named(field), op: 'IS_NULL' } };
  return { fieldFilter: { field: named(field), op, value: encodeField(collection, [field], value) } };
}

function isIn(collection: CollectionDefinition, field: string, values: readonly Scalar[]): FilterMessage {
  const encoded: ValueMessage[] = values.map((value) => encodeField(collection, [field], value));
  return { fieldFilter: { field: named(field), op: 'IN', value: { arrayValue: { values: encoded } } } };
}
