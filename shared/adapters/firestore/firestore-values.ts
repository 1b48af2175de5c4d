import type { CollectionDefinition, Json, JsonObject, Scalar } from '../../ports/documents.ts';
import type { FieldMap, ValueMessage } from './firestore-client.ts';

/**
 * JSON as Firestore's typed values and back. The only field with a type of its own is the collection's `ttlField`:
 * Firestore deletes by timestamps only, so its epoch milliseconds are stored as one.
 */
export function encodeFields(collection: CollectionDefinition, data: JsonObject): FieldMap {
  const fields: FieldMap = {};
  for (const [name, value] of Object.entries(data)) {
    if (value !== undefined) fields[name] = encodeField(collection, [name], value);
  }
  return fields;
}

export function encodeField(collection: CollectionDefinition, path: readonly string[], value: Json): ValueMessage {
  const isTtl = path.length === 1 && path[0] === collection.ttlField;
  return isTtl && typeof value === 'number' ? encodeInstant(value) : encodeValue(value);
}

export function decodeFields(fields: FieldMap | null | undefined): JsonObject {
  return Object.fromEntries(Object.entries(fields ?? {}).map(([name, value]) => [name, decodeValue(value)]));
}

export function isNull(value: Scalar): value is null {
  return value === null;
}

function encodeInstant(epochMs: number): ValueMessage {
  const seconds = Math.floor(epochMs / 1000);
  return { timestampValue: { seconds, nanos: Math.round((epochMs - seconds * 1000) * 1e6) } };
}

function encodeValue(value: Json): ValueMessage {
  if (value === null) return { nullValue: 'NULL_VALUE' };
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { booleanValue: value };
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} is not JSON and can't be stored`);
    return Number.isSafeInteger(value) ? { integerValue: value } : { doubleValue: value };
  }
  if (isArray(value)) return { arrayValue: { values: value.filter((item) => item !== undefined).map(encodeItem) } };
  const fields: FieldMap = {};
  for (const [name, item] of Object.entries(value)) if (item !== undefined) fields[name] = encodeValue(item);
  return { mapValue: { fields } };
}
