import { setImmediate } from 'node:timers/promises';
import { checkKey, checkQuery, checkSize, checkWrites } from '../../shared/ports/document-rules.ts';
import {
  AlreadyExistsError,
  type CollectionDefinition,
  ConflictError,
  ContentionError,
  type DatabaseName,
  type DocumentKey,
  type DocumentQuery,
  type DocumentReader,
  type Documents,
  type FieldUpdate,
  InvalidRequestError,
  type Json,
  type JsonObject,
  NotFoundError,
  type QueryShape,
  type StoredDocument,
  type Write,
} from '../../shared/ports/documents.ts';

interface Row {
  readonly data: JsonObject;
  readonly version: string;
}

/** How often each kind of operation reached the store, counted as Firestore bills it: a document is an operation. */
interface OperationCounts {
  reads: number;
  writes: number;
  deletes: number;
  transactions: number;
}

/**
 * The document port in memory, with the port's whole semantics, for tests. Every call yields to the event loop before
 * it takes effect, so that two callers really interleave. `failWith` makes every call fail, as an unreachable store.
 */
export class InMemoryDocuments implements Documents {
  readonly counts: OperationCounts = { reads: 0, writes: 0, deletes: 0, transactions: 0 };
  failWith: Error | undefined;
  readonly #rows = new Map<string, Row>();
  readonly #database: DatabaseName;
  #versions = 0;

  constructor(database: DatabaseName = 'catalogue') {
    this.#database = database;
  }

  async get(key: DocumentKey): Promise<StoredDocument | undefined> {
    await this.#turn();
    return this.#read(key);
  }

  async getAll(keys: readonly DocumentKey[]): Promise<(StoredDocument | undefined)[]> {
    await this.#turn();
    return keys.map((key) => this.#read(key));
  }

  async write(writes: readonly Write[]): Promise<void> {
    await this.#turn();
    this.#commit(writes);
  }

  async transaction<R>(
    decide: (read: DocumentReader) => Promise<{ readonly writes: readonly Write[]; readonly result: R }>,
  ): Promise<R> {
    for (let attempt = 1; attempt <= 5; attempt++) {
      await this.#turn();
      this.counts.transactions++;
      const snapshot = new Map(this.#rows);
      const seen = new Map<string, string | undefined>();
      const get = async (key: DocumentKey) => {
        await this.#turn();
        this.counts.reads++;
        const row = snapshot.get(this.#name(key));
        seen.set(this.#name(key), row?.version);
        return stored(key, row);
      };
      const { writes, result } = await decide({ get, getAll: (keys) => Promise.all(keys.map(get)) });
      await this.#turn();
      if ([...seen].some(([name, version]) => this.#rows.get(name)?.version !== version)) continue;
      this.#commit(writes);
      return result;
    }
    throw new ContentionError('lost five times');
  }

  async query(query: DocumentQuery): Promise<StoredDocument[]> {
    await this.#turn();
    const shape = checkQuery(query);
    const order = shape.order ?? [];
    const position = (document: StoredDocument) => [...order.map(({ field }) => document.data[field]), document.id];
    // Where the order is mixed, the id follows the last field's direction, as in Firestore.
    const directions = [...order.map(({ direction }) => direction), order.at(-1)?.direction ?? 'asc'];
    const compare = (a: readonly (Json | undefined)[], b: readonly (Json | undefined)[]) => {
      for (const [index, direction] of directions.entries()) {
        const sign = compareJson(a[index], b[index]);
        if (sign !== 0) return direction === 'asc' ? sign : -sign;
      }
      return 0;
    };
    const { after } = query;
    const found = this.#matches(query, shape)
      .filter((document) => !after || compare(position(document), after) > 0)
      .sort((a, b) => compare(position(a), position(b)))
      .slice(0, query.limit);
    this.counts.reads += Math.max(1, found.length);
    return found;
  }

  async count(query: Omit<DocumentQuery, 'limit' | 'after'>): Promise<number> {
    await this.#turn();
    this.counts.reads++;
    return this.#matches(query, checkQuery(query)).length;
  }

  /** Everything there is, for tests that compare whole states. */
  all(): { readonly collection: string; readonly id: string; readonly data: JsonObject }[] {
    return [...this.#rows].map(([name, { data }]) => {
      const [, collection = '', ...id] = name.split('/');
      return { collection, id: id.join('/'), data };
    });
  }

  /** As after a backup was restored: what `all` gave then, and nothing else. */
  restore(documents: ReturnType<InMemoryDocuments['all']>): void {
    this.#rows.clear();
    for (const { collection, id, data } of documents) {
      this.#versions += 1;
      this.#rows.set(`${this.#database}/${collection}/${id}`, { data, version: String(this.#versions) });
    }
  }

  async #turn(): Promise<void> {
    await setImmediate();
    if (this.failWith) throw this.failWith;
  }

  #read(key: DocumentKey): StoredDocument | undefined {
    this.counts.reads++;
    return stored(key, this.#rows.get(this.#name(key)));
  }

  #commit(writes: readonly Write[]): void {
    checkWrites(writes);
    const staged = new Map<string, Row | undefined>();
    for (const write of writes) {
      const name = this.#name(write.key);
      const current = staged.has(name) ? staged.get(name) : this.#rows.get(name);
      staged.set(name, this.#apply(write, name, current));
    }
    for (const [name, row] of staged) {
      if (row) this.#rows.set(name, row);
      else this.#rows.delete(name);
    }
    for (const { type } of writes) this.counts[type === 'delete' ? 'deletes' : 'writes']++;
  }

  #apply(write: Write, name: string, current: Row | undefined): Row | undefined {
    if (write.type !== 'create' && write.version !== undefined && current?.version !== write.version)
      throw new ConflictError(`${name} has changed`);
    switch (write.type) {
      case 'delete':
        return undefined;
      case 'create':
        if (current) throw new AlreadyExistsError(`${name} exists`);
        return this.#row(write.key, frozenCopy(write.data));
      case 'set':
        return this.#row(write.key, frozenCopy(write.data));
      case 'update':
        if (!current) throw new NotFoundError(`${name} does not exist`);
        return this.#row(write.key, write.fields.reduce(applyField, current.data));
    }
  }

  #name(key: DocumentKey): string {
    checkKey(key);
    this.#checkDatabase(key.collection);
    return `${key.collection.database}/${key.collection.name}/${key.id}`;
  }

  #checkDatabase({ name, database }: CollectionDefinition): void {
    if (database !== this.#database) throw new InvalidRequestError(`${name} is in ${database}, not ${this.#database}`);
  }

  #row(key: DocumentKey, data: JsonObject): Row {
    checkSize(key, data);
    return { data, version: String(++this.#versions) };
  }

  #matches(query: Omit<DocumentQuery, 'limit' | 'after'>, shape: QueryShape): StoredDocument[] {
    this.#checkDatabase(query.collection);
    const prefix = `${query.collection.database}/${query.collection.name}/`;
    return [...this.#rows].flatMap(([name, row]) => {
      if (!name.startsWith(prefix) || !matches(row.data, query, shape)) return [];
      return [{ id: name.slice(prefix.length), ...row }];
    });
  }
}

function stored(key: DocumentKey, row: Row | undefined): StoredDocument | undefined {
  return row && { id: key.id, ...row };
}

function matches(data: JsonObject, query: Omit<DocumentQuery, 'limit' | 'after'>, shape: QueryShape): boolean {
  const equal = Object.entries(query.equal ?? {}).every(([field, value]) => data[field] === value);
  const isIn = !shape.in || (query.in ?? []).some((value) => value === data[shape.in ?? '']);
  const list = shape.arrayContains ? data[shape.arrayContains] : undefined;
  const contains = !shape.arrayContains || (Array.isArray(list) && list.includes(query.arrayContains));
  const ordered = (shape.order ?? []).every(({ field }) => data[field] !== undefined);
  return equal && isIn && contains && ordered && inRange(data[shape.order?.[0]?.field ?? ''], query.range);
}

/** A bound compares only with values of its own type, as in Firestore. */
function inRange(value: Json | undefined, range: DocumentQuery['range']): boolean {
  if (!range) return true;
  const { min, minExclusive, max } = range;
  const bounds = [min, minExclusive, max].filter((bound) => bound !== undefined);
  return (
    bounds.every((bound) => typeRank(bound) === typeRank(value)) &&
    (min === undefined || compareJson(value, min) >= 0) &&
    (minExclusive === undefined || compareJson(value, minExclusive) > 0) &&
    (max === undefined || compareJson(value, max) <= 0)
  );
}

function typeRank(value: Json | undefined): number {
  if (value === null || value === undefined) return 0;
  return ['boolean', 'number', 'string'].indexOf(typeof value) + 1;
}

/** Firestore's order: null, booleans, numbers, strings by their UTF-8 bytes. */
function compareJson(a: Json | undefined, b: Json | undefined): number {
  const rank = typeRank(a) - typeRank(b);
  if (rank !== 0) return rank;
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return Number(a ?? 0) - Number(b ?? 0);
}

/** The frozen document with one field changed, frozen as well; all that stays as it was is shared. */
function applyField(data: JsonObject, { path, value }: FieldUpdate): JsonObject {
  const [head, ...rest] = path;
  const [next, ...deeper] = rest;
  if (next === undefined) {
    if (value !== undefined) return Object.freeze({ ...data, [head]: frozenCopy(value) });
    const { [head]: _, ...others } = data;
    return Object.freeze(others);
  }
  const child = data[head];
  const isObject = typeof child === 'object' && child !== null && !Array.isArray(child);
  if (!isObject && value === undefined) return data;
  // Narrowed by hand: `Array.isArray` does not exclude readonly arrays.
  const inner = isObject ? (child as JsonObject) : {};
  return Object.freeze({ ...data, [head]: applyField(inner, { path: [next, ...deeper], value }) });
}

/** As a store gives it back: without members that are undefined. */
function frozenCopy<T extends Json>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  const copy = Array.isArray(value)
    ? value.map(frozenCopy)
    : Object.fromEntries(
        Object.entries(value).flatMap(([name, member]) => (member === undefined ? [] : [[name, frozenCopy(member)]])),
      );
  // A copy has the members of the original.
  return Object.freeze(copy) as T;
}
