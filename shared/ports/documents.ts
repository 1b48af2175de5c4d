/**
 * The document store as the product needs it: small enough that Firestore and an embedded SQLite file keep exactly the
 * same rules. Documents are JSON objects of at most 1 MiB in flat collections of two databases.
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };
export type Scalar = string | number | boolean | null;

/** Scraping accounts can read `catalogue` only; everything about persons lives in `people`. */
export type DatabaseName = 'catalogue' | 'people';

/**
 * The form of one query. Indexes are derived from these shapes, so a query without an index cannot be written and an
 * index without a query cannot be left behind. `order` is completed by the document id, in the direction of the last
 * order field (ascending without one), which makes cursors exact. Top-level fields only. Documents that lack one of the
 * fields are not found; values sort null, false, true, numbers, strings by UTF-8 bytes. Order and compared fields hold
 * scalars.
 */
export interface QueryShape {
  readonly equal?: readonly string[];
  /** Field compared with a list of at most 30 values. */
  readonly in?: string;
  /** Field holding an array, one element of which must equal the value. */
  readonly arrayContains?: string;
  /** First entry may be bounded by `range`. */
  readonly order?: readonly { readonly field: string; readonly direction: 'asc' | 'desc' }[];
}

export interface CollectionDefinition {
  readonly name: string;
  readonly database: DatabaseName;
  readonly queries: { readonly [name: string]: QueryShape };
  /** Field with the instant (epoch ms) after which the store may delete the document. */
  readonly ttlField?: string;
  /** Read far more often than written: a store may keep its documents parsed, each as long as its version holds. */
  readonly readMostly?: true;
}

export interface DocumentKey {
  readonly collection: CollectionDefinition;
  /** 1–200 characters of letters, digits and `-_.:~`; not `.`, `..` or `__…__`. */
  readonly id: string;
}

/**
 * `version` is opaque and changes whenever the document does; a write that leaves it exactly as it was may keep it, as
 * Firestore's do.
 */
export interface StoredDocument {
  readonly id: string;
  /** Not to be changed: others may be given the same one. */
  readonly data: JsonObject;
  readonly version: string;
}

/**
 * `path` leads through nested objects, which are made where there are none; `value: undefined` removes the field.
 * Siblings stay untouched. No path of one update may lead through another.
 */
export interface FieldUpdate {
  readonly path: readonly [string, ...string[]];
  readonly value: Json | undefined;
}

/**
 * `create` fails with AlreadyExistsError, `update` with NotFoundError; `version` makes a write fail with
 * ConflictError when the document has changed since that version was read (or is gone). Writes of one step may name a
 * document more than once and are applied in order. Where an answer is lost on the way, the adapter repeats the step: then
 * AlreadyExistsError and ConflictError may speak of the caller's own first attempt, so read before concluding.
 */
export type Write =
  | { readonly type: 'create'; readonly key: DocumentKey; readonly data: JsonObject }
  | { readonly type: 'set'; readonly key: DocumentKey; readonly data: JsonObject; readonly version?: string }
  | {
      readonly type: 'update';
      readonly key: DocumentKey;
      readonly fields: readonly FieldUpdate[];
      readonly version?: string;
    }
  | { readonly type: 'delete'; readonly key: DocumentKey; readonly version?: string };

export interface DocumentQuery {
  readonly collection: CollectionDefinition;
  /** Name of one of the collection's query shapes. */
  readonly query: string;
  readonly equal?: { readonly [field: string]: Scalar };
  /** 1–30 values. */
  readonly in?: readonly Scalar[];
  readonly arrayContains?: Scalar;
  /** Bounds on the first order field, of one type; only values of that type are found. Not null. */
  readonly range?: { readonly min?: Scalar; readonly minExclusive?: Scalar; readonly max?: Scalar };
  /** 1–1,000. */
  readonly limit: number;
  /** Continue behind this document: the values of the order fields, then its id. */
  readonly after?: readonly Scalar[];
}

export interface DocumentReader {
  get(key: DocumentKey): Promise<StoredDocument | undefined>;
  /** In the order asked; undefined where there is none. */
  getAll(keys: readonly DocumentKey[]): Promise<(StoredDocument | undefined)[]>;
}

export interface Documents extends DocumentReader {
  /** All or nothing, at most 500; durable when the promise resolves. */
  write(writes: readonly Write[]): Promise<void>;
  /**
   * Reads, decides, writes as one step: `decide` sees one consistent state and gives the writes and a result; it is run
   * again when something it read changed meanwhile, so it must have no effects of its own. At most 5 attempts, then
   * ContentionError. No network call inside.
   */
  transaction<R>(
    decide: (read: DocumentReader) => Promise<{ readonly writes: readonly Write[]; readonly result: R }>,
  ): Promise<R>;
  query(query: DocumentQuery): Promise<StoredDocument[]>;
  /** How many documents match, `limit` and `after` aside. */
  count(query: Omit<DocumentQuery, 'limit' | 'after'>): Promise<number>;
}

/**
 * The store would never take this: a bad id, a document over 1 MiB, a number that is not finite, an array directly in an
 * array (Firestore has none), a query that is not declared. Checked by document-rules.ts before anything is sent.
 */
export class InvalidRequestError extends Error {
  override readonly name = 'InvalidRequestError';
}
export class AlreadyExistsError extends Error {
  override readonly name = 'AlreadyExistsError';
}
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError';
}
/** A `version` no longer holds. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
}
/** A transaction lost against others five times; trying later may succeed. */
export class ContentionError extends Error {
  override readonly name = 'ContentionError';
}
