import {
  type DocumentKey,
  type DocumentQuery,
  InvalidRequestError,
  type Json,
  type JsonObject,
  type QueryShape,
  type Scalar,
  type Write,
} from './documents.ts';

/** What every adapter of the document port refuses, checked here so that all refuse the same. */
export const documentLimits = {
  documentBytes: 1_048_576,
  depth: 20,
  writes: 500,
  inValues: 30,
  results: 1_000,
} as const;

const idForm = /^[A-Za-z0-9\-_.:~]{1,200}$/;
const reservedName = /^(\.|\.\.|__.*__)$/s;

/** Whether a document can have this id. */
export function isDocumentId(id: string): boolean {
  return idForm.test(id) && !reservedName.test(id);
}

/** Whether a document can have a field of this name. */
export function isFieldName(name: string): boolean {
  return name !== '' && !reservedName.test(name);
}

export function checkKey(key: DocumentKey): void {
  if (!isDocumentId(key.id)) {
    refuse(`${key.collection.name}: ${JSON.stringify(key.id)} is no document id (1-200 of letters, digits, -_.:~)`);
  }
}

export function checkWrites(writes: readonly Write[]): void {
  if (writes.length > documentLimits.writes) {
    refuse(`${writes.length} writes in one step; at most ${documentLimits.writes}`);
  }
  for (const write of writes) {
    checkKey(write.key);
    const place = `${write.key.collection.name}/${write.key.id}`;
    if (write.type === 'update') checkFields(write.fields, place);
    else if (write.type !== 'delete') checkValue(write.data, place, 0);
  }
}

function checkFields(fields: Extract<Write, { type: 'update' }>['fields'], place: string): void {
  if (fields.length === 0) refuse(`${place}: an update of no field`);
  const paths = new Set(fields.map((field) => JSON.stringify(field.path)));
  if (paths.size < fields.length) refuse(`${place}: one update names a field twice`);
  for (const { path, value } of fields) {
    path.forEach((name, depth) => {
      checkFieldName(name, place);
      if (depth > 0 && paths.has(JSON.stringify(path.slice(0, depth)))) {
        refuse(`${place}: one update names ${path.join('.')} and a field above it`);
      }
    });
    if (value !== undefined) checkValue(value, `${place} ${path.join('.')}`, path.length);
  }
}

function checkFieldName(name: string, place: string): void {
  if (!isFieldName(name)) refuse(`${place}: ${JSON.stringify(name)} is no field name`);
}

/** Adapters leave `undefined` members of objects out; everything else that is not JSON is refused. */
function checkValue(value: Json, place: string, depth: number): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) refuse(`${place}: ${value} is not a finite number`);
    return;
  }
  if (typeof value !== 'object') refuse(`${place}: a ${typeof value} is not JSON`);
  if (depth >= documentLimits.depth) refuse(`${place}: nested deeper than ${documentLimits.depth}`);
  if (isArray(value)) {
    for (const element of value) {
      if (Array.isArray(element)) refuse(`${place}: an array directly in an array`);
      checkValue(element, place, depth + 1);
    }
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) refuse(`${place}: a class instance is not JSON`);
  for (const name in value) {
    const member = value[name];
    if (member === undefined) continue;
    checkFieldName(name, place);
    checkValue(member, place, depth + 1);
  }
}

/** Refuses a document larger than the store keeps. Source: Firestore "Storage size calculations". */
export function checkSize(key: DocumentKey, data: JsonObject): void {
  const nameBytes = stringBytes(key.collection.name) + stringBytes(key.id) + 16;
  const bytes = nameBytes + 32 + valueBytes(data);
  if (bytes > documentLimits.documentBytes) {
    refuse(
      `${key.collection.name}/${key.id}: ${bytes} bytes; a document holds at most ${documentLimits.documentBytes}`,
    );
  }
}

function valueBytes(value: Json): number {
  if (value === null || typeof value === 'boolean') return 1;
  if (typeof value === 'number') return 8;
  if (typeof value === 'string') return stringBytes(value);
  if (isArray(value)) return value.reduce<number>((sum, element) => sum + valueBytes(element), 0);
  let bytes = 0;
  for (const name in value) {
    const member = value[name];
    if (member !== undefined) bytes += stringBytes(name) + valueBytes(member);
  }
  return bytes;
}

function stringBytes(text: string): number {
  return Buffer.byteLength(text) + 1;
}

/** The declared shape of a query; refused when what is asked does not fit it exactly. */
export function checkQuery(query: Omit<DocumentQuery, 'limit'> & { readonly limit?: number }): QueryShape {
  const place = `${query.collection.name}.${query.query}`;
  const shape = Object.hasOwn(query.collection.queries, query.query)
    ? query.collection.queries[query.query]
    : undefined;
  if (shape === undefined) refuse(`${place}: no such query is declared`);

  const asked = Object.keys(query.equal ?? {}).sort();
  const declared = [...(shape.equal ?? [])].sort();
  if (asked.join('\0') !== declared.join('\0')) {
    refuse(`${place}: compares [${asked.join(', ')}]; declared is [${declared.join(', ')}]`);
  }
  if ((query.in === undefined) !== (shape.in === undefined)) refuse(`${place}: \`in\` is not as declared`);
  if ((query.arrayContains === undefined) !== (shape.arrayContains === undefined)) {
    refuse(`${place}: \`arrayContains\` is not as declared`);
  }
  if (query.in && (query.in.length < 1 || query.in.length > documentLimits.inValues)) {
    refuse(`${place}: \`in\` with ${query.in.length} values; 1-${documentLimits.inValues} are allowed`);
  }
  const { limit } = query;
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1 && limit <= documentLimits.results)) {
    refuse(`${place}: limit ${limit}; 1-${documentLimits.results} are allowed`);
  }
  checkRange(query.range, shape, place);
  const places = (shape.order?.length ?? 0) + 1;
  if (query.after && (query.after.length !== places || typeof query.after.at(-1) !== 'string')) {
    refuse(`${place}: a cursor has ${places} values, the document id last`);
  }
  return shape;
}

function checkRange(range: DocumentQuery['range'], shape: QueryShape, place: string): void {
  if (range === undefined) return;
  if (!shape.order?.length) refuse(`${place}: a range needs an order field`);
  if (range.min !== undefined && range.minExclusive !== undefined) refuse(`${place}: two lower bounds`);
  const bounds: readonly (Scalar | undefined)[] = [range.min, range.minExclusive, range.max];
  const types = new Set(bounds.filter((bound) => bound !== undefined).map((bound) => typeof bound));
  if (types.size !== 1 || types.has('object')) refuse(`${place}: a range needs bounds of one type, not null`);
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function refuse(reason: string): never {
  throw new InvalidRequestError(reason);
}
