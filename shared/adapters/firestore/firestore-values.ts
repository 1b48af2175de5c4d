import type { CollectionDefinition, Json, JsonObject } from '../../ports/documents.ts';
import type { FieldMap, ValueMessage } from './firestore-client.ts';

/**
 * JSON as Firestore's typed values and back. The only field with a type of its own is the collection's `ttlField`:
 * Firestore expires documents by timestamps only, so its epoch milliseconds are stored as one.
 */
export function encodeDocument(collection: CollectionDefinition, data: JsonObject): FieldMap {
  return encodeEntries(data, (value, name) => encodeField(collection, [name], value));
}

/** One field by its path; also for the values that queries compare fields with. */
export function encodeField(collection: CollectionDefinition, path: readonly string[], value: Json): ValueMessage {
  const isExpiry = path.length === 1 && path[0] === collection.ttlField;
  return isExpiry && typeof value === 'number' ? encodeInstant(value) : encodeValue(value);
}

export function decodeDocument(fields: FieldMap | null | undefined): JsonObject {
  return Object.fromEntries(Object.entries(fields ?? {}).map(([name, value]) => [name, decodeValue(value)]));
}

function encodeValue(value: Json): ValueMessage {
  if (value === null) return { nullValue: 'NULL_VALUE' };
  // Protocol buffers take no half of a surrogate pair.
  if (typeof value === 'string') return { stringValue: value.toWellFormed() };
  if (typeof value === 'boolean') return { booleanValue: value };
  if (typeof value === 'number') return encodeNumber(value);
  // Array.isArray does not narrow readonly arrays.
  if (Array.isArray(value)) return { arrayValue: { values: (value as readonly Json[]).map(encodeItem) } };
  return { mapValue: { fields: encodeEntries(value as JsonObject, encodeValue) } };
}

/** Fields without a value are left out, as JSON does. */
function encodeEntries(data: JsonObject, encode: (value: Json, name: string) => ValueMessage): FieldMap {
  const fields: FieldMap = {};
  for (const [name, value] of Object.entries(data)) {
    if (value !== undefined) fields[name] = encode(value, name);
  }
  return fields;
}

function encodeItem(value: Json | undefined): ValueMessage {
  if (Array.isArray(value)) throw new TypeError('a list inside a list cannot be stored');
  return encodeValue(value ?? null);
}

function encodeNumber(value: number): ValueMessage {
  if (!Number.isFinite(value)) throw new TypeError(`${value} cannot be stored: it is not JSON`);
  return Number.isSafeInteger(value) ? { integerValue: value } : { doubleValue: value };
}

function encodeInstant(epochMs: number): ValueMessage {
  const seconds = Math.floor(epochMs / 1_000);
  return { timestampValue: { seconds, nanos: Math.round((epochMs - seconds * 1_000) * 1e6) } };
}

function decodeValue(value: ValueMessage): Json {
  if (value.stringValue != null) return value.stringValue;
  if (value.integerValue != null) return Number(value.integerValue);
  if (value.doubleValue != null) return value.doubleValue;
  if (value.booleanValue != null) return value.booleanValue;
  if (value.mapValue != null) return decodeDocument(value.mapValue.fields);
  if (value.arrayValue != null) return (value.arrayValue.values ?? []).map(decodeValue);
  if (value.timestampValue != null) {
    return Number(value.timestampValue.seconds ?? 0) * 1_000 + (value.timestampValue.nanos ?? 0) / 1e6;
  }
  return null;
}
