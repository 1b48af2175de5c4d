import type * as z from 'zod';
import type {
  CollectionDefinition,
  DocumentKey,
  DocumentQuery,
  DocumentReader,
  Documents,
  FieldUpdate,
  JsonObject,
  QueryShape,
  Scalar,
  StoredDocument,
  Write,
} from '../ports/documents.ts';

/** A document read and checked: `version` can be given to a later write as its precondition. */
export interface Stored<T> {
  readonly id: string;
  readonly value: T;
  readonly version: string;
}

/** A stored document that does not fit its schema: the operator's, for it will not fit the next time either. */
export class UnreadableDocumentError extends Error {
  override readonly name = 'UnreadableDocumentError';
  readonly id: string;

  constructor(collection: string, id: string, problem: string) {
    super(`${collection}/${id}: ${problem}`);
    this.id = id;
  }
}

/** Some of what a query finds. */
export interface Page<T> {
  readonly items: Stored<T>[];
  /** `after` of the next page; null behind the last. */
  readonly next: readonly Scalar[] | null;
}

type QueryArguments = Omit<DocumentQuery, 'collection' | 'query'>;

/**
 * A collection with its schema: builds writes as plain data (to be committed together) and reads through a store or a
 * transaction. Fields a newer version has added are ignored on reading; a document that does not fit the schema is an
 * UnreadableDocumentError that names collection, id and field.
 */
interface Collection<T, Q extends string> extends CollectionDefinition {
  readonly schema: z.ZodType<T>;
  key(id: string): DocumentKey;
  create(id: string, value: T): Write;
  set(id: string, value: T, version?: string): Write;
  update(id: string, fields: readonly FieldUpdate[], version?: string): Write;
  delete(id: string, version?: string): Write;
  get(read: DocumentReader, id: string): Promise<Stored<T> | undefined>;
  /** In the order asked; undefined where there is none. With `onUnreadable` also where one does not fit the schema. */
  getAll(
    read: DocumentReader,
    ids: readonly string[],
    onUnreadable?: (error: UnreadableDocumentError) => void,
  ): Promise<(Stored<T> | undefined)[]>;
  /** Documents that do not fit the schema are left out and told to `onUnreadable`: one must not stop all others. */
  find(
    documents: Documents,
    query: Q,
    args: QueryArguments,
    onUnreadable?: (error: UnreadableDocumentError) => void,
  ): Promise<Stored<T>[]>;
  /** As `find`, with where to go on: what cannot be read never ends a list early. */
  page(
    documents: Documents,
    query: Q,
    args: QueryArguments,
    onUnreadable?: (error: UnreadableDocumentError) => void,
  ): Promise<Page<T>>;
  /** All that a query finds, `limit` at a time. */
  pages(
    documents: Documents,
    query: Q,
    args: QueryArguments,
    onUnreadable?: (error: UnreadableDocumentError) => void,
  ): AsyncGenerator<Stored<T>[]>;
}

/** Declares a collection; `T` must be JSON (enforced by the store). */
export function defineCollection<S extends z.ZodType, Q extends string = never>(
  declaration: Omit<CollectionDefinition, 'queries'> & {
    readonly schema: S;
    readonly queries?: { readonly [name in Q]: CollectionDefinition['queries'][string] };
  },
): Collection<z.output<S>, Q> {
  type T = z.output<S>;
  // A missing `queries` means none, which is what Q = never says.
  const queries = declaration.queries ?? ({} as { [name in Q]: never });
  /** What was made of documents that the store hands out again and again; it freezes those. */
  const made = new WeakMap<StoredDocument, Stored<T>>();
  const parse = (document: StoredDocument | undefined): Stored<T> | undefined => {
    if (!document) return undefined;
    const known = declaration.readMostly && made.get(document);
    if (known) return known;
    const result = declaration.schema.safeParse(document.data);
    if (result.success) {
      const stored = { id: document.id, value: result.data, version: document.version };
      if (declaration.readMostly && Object.isFrozen(document)) made.set(document, stored);
      return stored;
    }
    const issue = result.error.issues[0];
    throw new UnreadableDocumentError(declaration.name, document.id, `${issue?.path.join('.')}: ${issue?.message}`);
  };
  const parseOrTell = (
    document: StoredDocument | undefined,
    onUnreadable: (error: UnreadableDocumentError) => void,
  ): Stored<T> | undefined => {
    try {
      return parse(document);
    } catch (error) {
      if (!(error instanceof UnreadableDocumentError)) throw error;
      onUnreadable(error);
      return undefined;
    }
  };
  // Schemas describe JSON objects; zod's type cannot say so.
  const asJson = (value: T) => value as JsonObject;
  const withVersion = (version: string | undefined) => (version === undefined ? {} : { version });
  const collection: Collection<T, Q> = {
    ...declaration,
    // The schema gives exactly T, its own output; the compiler cannot see it through the conditional type.
    schema: declaration.schema as unknown as z.ZodType<T>,
    queries,
    key: (id) => ({ collection, id }),
    create: (id, value) => ({ type: 'create', key: collection.key(id), data: asJson(value) }),
    set: (id, value, version) => ({
      type: 'set',
      key: collection.key(id),
      data: asJson(value),
      ...withVersion(version),
    }),
    update: (id, fields, version) => ({ type: 'update', key: collection.key(id), fields, ...withVersion(version) }),
    delete: (id, version) => ({ type: 'delete', key: collection.key(id), ...withVersion(version) }),
    get: async (read, id) => parse(await read.get(collection.key(id))),
    getAll: async (read, ids, onUnreadable) => {
      const found = await read.getAll(ids.map(collection.key));
      return found.map((document) => (onUnreadable ? parseOrTell(document, onUnreadable) : parse(document)));
    },
    find: async (...given) => (await collection.page(...given)).items,
    page: async (documents, query, args, onUnreadable = () => {}) => {
      const found = await documents.query({ collection, query, ...args });
      const items = found.flatMap((document) => parseOrTell(document, onUnreadable) ?? []);
      const last = found.at(-1);
      return { items, next: last && found.length === args.limit ? positionOf(queries[query], last) : null };
    },
    async *pages(documents, query, args, onUnreadable) {
      for (let after = args.after; ; ) {
        const { items, next } = await collection.page(
          documents,
          query,
          after ? { ...args, after } : args,
          onUnreadable,
        );
        yield items;
        if (!next) return;
        after = next;
      }
    },
  };
  return collection;
}

/** A document's place in a query: its order fields, which whatever the query finds has as scalars, and its id. */
function positionOf(shape: QueryShape | undefined, { id, data }: StoredDocument): Scalar[] {
  return [...(shape?.order ?? []).map(({ field }) => data[field] as Scalar), id];
}
