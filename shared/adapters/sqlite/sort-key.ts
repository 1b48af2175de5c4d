import type { Json, Scalar } from '../../ports/documents.ts';

/**
 * Document values as SQLite values that sort the way the port says: null, false, true, numbers, strings. SQLite sorts
 * numbers before text and text by bytes; null and the booleans take the three places below every number in use.
 */
const nullKey = Number.NEGATIVE_INFINITY;
const falseKey = -Number.MAX_VALUE;
const trueKey = -Number.MAX_VALUE * (1 - Number.EPSILON);

export type SortKey = number | string;

export function sortKey(value: Scalar): SortKey {
  if (value === null) return nullKey;
  if (typeof value === 'boolean') return value ? trueKey : falseKey;
  // JSON keeps no negative zero.
  return value === 0 ? 0 : value;
}

/** The key of a document's field; undefined when the field is missing or no scalar, which keeps it out of the index. */
export function fieldKey(value: Json | undefined): SortKey | undefined {
  return value === undefined || (typeof value === 'object' && value !== null) ? undefined : sortKey(value);
}

/** All values of the type of `sample`: from `min` inclusive to `below` exclusive (no end for strings). */
export function typeBounds(sample: Scalar): { readonly min: SortKey; readonly below?: SortKey } {
  if (typeof sample === 'string') return { min: '' };
  if (typeof sample === 'number') return { min: firstNumber, below: '' };
  return { min: falseKey, below: firstNumber };
}

const firstNumber = -Number.MAX_VALUE * (1 - 2 * Number.EPSILON);
