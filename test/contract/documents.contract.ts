import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AlreadyExistsError,
  type CollectionDefinition,
  ConflictError,
  ContentionError,
  type DocumentKey,
  type DocumentQuery,
  type Documents,
  InvalidRequestError,
  type Json,
  type JsonObject,
  NotFoundError,
  type StoredDocument,
  type Write,
} from '../../shared/ports/documents.ts';

/** The collections the suite works in. An adapter that prepares collections when it is opened is opened with these. */
export const contractCollections = {
  plain: { name: 'contract-plain', database: 'catalogue', queries: { all: {} } },
  offers: {
    name: 'contract-offers',
    database: 'catalogue',
    queries: {
      byRun: { equal: ['run'] },
      oldest: { equal: ['run'], order: [{ field: 'seenAtMs', direction: 'asc' }] },
      newest: { equal: ['run'], order: [{ field: 'seenAtMs', direction: 'desc' }] },
      ofShops: { equal: ['run'], in: 'shop', order: [{ field: 'seenAtMs', direction: 'desc' }] },
      ofShopsUnordered: { equal: ['run'], in: 'shop' },
      withToken: { equal: ['run'], arrayContains: 'tokens', order: [{ field: 'seenAtMs', direction: 'asc' }] },
      byState: { equal: ['run', 'state'] },
      byRank: { equal: ['run'], order: [{ field: 'rank', direction: 'asc' }] },
      byShopThenNewest: {
        equal: ['run'],
        order: [
          { field: 'shop', direction: 'asc' },
          { field: 'seenAtMs', direction: 'desc' },
        ],
      },
    },
  },
  accounts: { name: 'contract-accounts', database: 'people', queries: {} },
} as const satisfies Record<string, CollectionDefinition>;

export interface OpenDocuments {
  /** The database `catalogue`. */
  readonly documents: Documents;
  close(): Promise<void>;
}

const { plain, offers } = contractCollections;
let lastRun = 0;

/** A name of its own for each test, so that tests share a store without meeting. */
function newRun(): string {
  lastRun += 1;
  return `run-${process.pid}-${Date.now().toString(36)}-${lastRun}`;
}

function key(id: string = newRun()): DocumentKey {
  return { collection: plain, id };
}

/** Everything a Documents promises, told to any adapter of it. */
export function describeDocuments(name: string, open: () => Promise<OpenDocuments>): void {
  describe(`Documents: ${name}`, () => {
    let opened: OpenDocuments;
    let documents: Documents;
    beforeAll(async () => {
      opened = await open();
      documents = opened.documents;
    });
    afterAll(() => opened.close());

    const dataOf = async (wanted: DocumentKey): Promise<JsonObject | undefined> => (await documents.get(wanted))?.data;
    const versionOf = async (wanted: DocumentKey): Promise<string> => existing(await documents.get(wanted)).version;
    const put = (wanted: DocumentKey, data: JsonObject) => documents.write([{ type: 'set', key: wanted, data }]);

    describe('reading and writing', () => {
      it('gives back every kind of JSON value as it was written', async () => {
        const data = {
          text: 'Größe “XL” 👟 \u0000 end',
          empty: '',
          whole: 42,
          large: 9_007_199_254_740_991,
          negative: -0.1,
          tiny: 1e-300,
          yes: true,
          no: false,
          nothing: null,
          list: [1, 'two', null, { three: [3] }],
          emptyList: [],
          emptyMap: {},
          nested: { 'a.b': { 'ü "`\\': 1 } },
        };
        const wanted = key();
        await documents.write([{ type: 'create', key: wanted, data }]);
        expect(await dataOf(wanted)).toEqual(data);
      });

      it('knows nothing of a document that was never written', async () => {
        expect(await documents.get(key())).toBeUndefined();
      });

      it('reads many documents in the order asked, undefined where there is none, repeated where asked twice', async () => {
        const [first, missing, last] = [key(), key(), key()];
        await documents.write([
          { type: 'create', key: first, data: { n: 1 } },
          { type: 'create', key: last, data: { n: 3 } },
        ]);
        const found = await documents.getAll([last, missing, first, last]);
        expect(found.map((document) => document?.data)).toEqual([{ n: 3 }, undefined, { n: 1 }, { n: 3 }]);
        expect(found.map((document) => document?.id)).toEqual([last.id, undefined, first.id, last.id]);
        expect(await documents.getAll([])).toEqual([]);
      });

      it('leaves members out that are undefined', async () => {
        const wanted = key();
        await put(wanted, withUndefined({ kept: 1, gone: undefined, map: { gone: undefined } }));
        expect(await dataOf(wanted)).toEqual({ kept: 1, map: {} });
      });

      it('gives a document a new version with every change, also after it was deleted', async () => {
        const wanted = key();
        const versions = new Set<string>();
        for (let round = 0; round < 3; round += 1) {
          await put(wanted, { round });
          versions.add(await versionOf(wanted));
        }
        await documents.write([{ type: 'delete', key: wanted }]);
        await put(wanted, { round: 0 });
        versions.add(await versionOf(wanted));
        expect(versions.size).toBe(4);
      });

      it('gives the same version as long as nothing is written', async () => {
        const wanted = key();
        await put(wanted, { a: 1 });
        expect(await versionOf(wanted)).toBe(await versionOf(wanted));
      });

      it('replaces the whole document with set', async () => {
        const wanted = key();
        await put(wanted, { a: 1, b: { c: 2 } });
        await put(wanted, { b: { d: 3 } });
        expect(await dataOf(wanted)).toEqual({ b: { d: 3 } });
      });

      it('deletes, and does not mind deleting what is not there', async () => {
        const wanted = key();
        await put(wanted, { a: 1 });
        await documents.write([{ type: 'delete', key: wanted }]);
        expect(await documents.get(wanted)).toBeUndefined();
        await documents.write([{ type: 'delete', key: wanted }]);
      });

      it('takes no writes at all', async () => {
        await documents.write([]);
      });
    });

    describe('field updates', () => {
      const updated = async (before: JsonObject, ...fields: Extract<Write, { type: 'update' }>['fields']) => {
        const wanted = key();
        await put(wanted, before);
        await documents.write([{ type: 'update', key: wanted, fields }]);
        return dataOf(wanted);
      };

      it('change one field deep inside and leave its siblings on every level', async () => {
        const before = { a: 1, offers: { x: { minor: 100, seen: true }, y: { minor: 200 } } };
        expect(await updated(before, { path: ['offers', 'x', 'minor'], value: 150 })).toEqual({
          a: 1,
          offers: { x: { minor: 150, seen: true }, y: { minor: 200 } },
        });
      });

      it('replace a map whole when the path ends at it', async () => {
        expect(await updated({ m: { a: 1, b: 2 } }, { path: ['m'], value: { c: 3 } })).toEqual({ m: { c: 3 } });
      });

      it('make the maps on the way that are missing or are no maps', async () => {
        expect(
          await updated({ scalar: 5 }, { path: ['new', 'deep'], value: 1 }, { path: ['scalar', 'deep'], value: 2 }),
        ).toEqual({ new: { deep: 1 }, scalar: { deep: 2 } });
      });

      it('remove a field, and do not mind one that is not there', async () => {
        expect(
          await updated(
            { a: 1, m: { b: 2, c: 3 } },
            { path: ['a'], value: undefined },
            { path: ['m', 'b'], value: undefined },
            { path: ['never'], value: undefined },
          ),
        ).toEqual({ m: { c: 3 } });
      });

      it('take field names with dots, quotes, spaces and backticks as they are', async () => {
        const odd = ['shop.example', 'a "quoted" `name`', '0', 'ö\\'] as const;
        const before = Object.fromEntries(odd.map((name) => [name, { old: true }]));
        const fields = odd.map((name) => ({ path: [name, 'x.y'] as const, value: 1 }));
        expect(await updated(before, ...fields)).toEqual(
          Object.fromEntries(odd.map((name) => [name, { old: true, 'x.y': 1 }])),
        );
      });

      it('fail with NotFoundError on a document that is not there, and make none', async () => {
        const wanted = key();
        const update: Write = { type: 'update', key: wanted, fields: [{ path: ['a'], value: 1 }] };
        await expect(documents.write([update])).rejects.toThrow(NotFoundError);
        expect(await documents.get(wanted)).toBeUndefined();
      });

      it.each([
        ['of no field', []],
        ['of one field twice', [{ path: ['a'], value: 1 } as const, { path: ['a'], value: 2 } as const]],
        [
          'of a field and one inside it',
          [{ path: ['a'], value: {} } as const, { path: ['a', 'b'], value: 2 } as const],
        ],
        ['of a field without a name', [{ path: ['a', ''], value: 1 } as const]],
      ])('are refused %s', async (_, fields) => {
        const wanted = key();
        await put(wanted, { a: { kept: true } });
        await expect(documents.write([{ type: 'update', key: wanted, fields }])).rejects.toThrow(InvalidRequestError);
        expect(await dataOf(wanted)).toEqual({ a: { kept: true } });
      });
    });

    describe('preconditions', () => {
      it('create fails with AlreadyExistsError and leaves the document as it was', async () => {
        const wanted = key();
        await put(wanted, { first: true });
        const again: Write = { type: 'create', key: wanted, data: { second: true } };
        await expect(documents.write([again])).rejects.toThrow(AlreadyExistsError);
        expect(await dataOf(wanted)).toEqual({ first: true });
      });

      const conditional = (wanted: DocumentKey, version: string): Record<string, Write> => ({
        set: { type: 'set', key: wanted, data: { won: true }, version },
        update: { type: 'update', key: wanted, fields: [{ path: ['won'], value: true }], version },
        delete: { type: 'delete', key: wanted, version },
      });

      it.each(['set', 'update', 'delete'])('%s with the present version succeeds', async (type) => {
        const wanted = key();
        await put(wanted, { a: 1 });
        await documents.write([existing(conditional(wanted, await versionOf(wanted))[type])]);
        expect((await dataOf(wanted))?.won).toBe(type === 'delete' ? undefined : true);
      });

      it.each(['set', 'update', 'delete'])('%s with an old version fails with ConflictError', async (type) => {
        const wanted = key();
        await put(wanted, { a: 1 });
        const old = await versionOf(wanted);
        await put(wanted, { a: 2 });
        await expect(documents.write([existing(conditional(wanted, old)[type])])).rejects.toThrow(ConflictError);
        expect(await dataOf(wanted)).toEqual({ a: 2 });
      });

      it.each(['set', 'update', 'delete'])(
        '%s with the version of a deleted document fails with ConflictError',
        async (type) => {
          const wanted = key();
          await put(wanted, { a: 1 });
          const old = await versionOf(wanted);
          await documents.write([{ type: 'delete', key: wanted }]);
          await expect(documents.write([existing(conditional(wanted, old)[type])])).rejects.toThrow(ConflictError);
          expect(await documents.get(wanted)).toBeUndefined();
        },
      );
    });

    describe('several writes', () => {
      it('happen all or, when the last one fails, not at all', async () => {
        const [fresh, changed, removed, taken] = [key(), key(), key(), key()];
        for (const wanted of [changed, removed, taken]) await put(wanted, { before: true });
        const writes: Write[] = [
          { type: 'create', key: fresh, data: {} },
          { type: 'update', key: changed, fields: [{ path: ['before'], value: false }] },
          { type: 'delete', key: removed },
          { type: 'create', key: taken, data: {} },
        ];
        await expect(documents.write(writes)).rejects.toThrow(AlreadyExistsError);
        const found = await documents.getAll([fresh, changed, removed, taken]);
        expect(found.map((document) => document?.data)).toEqual([undefined, ...Array(3).fill({ before: true })]);

        await documents.write(writes.slice(0, 3));
        const then = await documents.getAll([fresh, changed, removed]);
        expect(then.map((document) => document?.data)).toEqual([{}, { before: false }, undefined]);
      });

      it('of one document are applied in order', async () => {
        const wanted = key();
        await documents.write([
          { type: 'set', key: wanted, data: { a: 1, b: 1 } },
          { type: 'update', key: wanted, fields: [{ path: ['a'], value: 2 }] },
          { type: 'update', key: wanted, fields: [{ path: ['c'], value: 3 }] },
        ]);
        expect(await dataOf(wanted)).toEqual({ a: 2, b: 1, c: 3 });
      });

      it('of other callers do not suffer from one that fails', async () => {
        const taken = key();
        await put(taken, {});
        const keys = Array.from({ length: 10 }, () => key());
        const outcomes = await Promise.allSettled(
          keys.map((wanted, place) =>
            documents.write([
              { type: 'create', key: wanted, data: { place } },
              { type: 'create', key: place === 4 ? taken : key(), data: {} },
            ]),
          ),
        );
        expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(keys.map((_, place) => place !== 4));
        const found = await documents.getAll(keys);
        expect(found.map((document) => document?.data.place)).toEqual(
          keys.map((_, place) => (place === 4 ? undefined : place)),
        );
      });

      it('are taken up to 500 and refused above', async () => {
        const writes = (count: number) =>
          Array.from({ length: count }, (): Write => ({ type: 'create', key: key(), data: {} }));
        const most = writes(500);
        await documents.write(most);
        expect(await documents.get(existing(most.at(-1)).key)).toBeDefined();
        const tooMany = writes(501);
        await expect(documents.write(tooMany)).rejects.toThrow(InvalidRequestError);
        expect(await documents.get(existing(tooMany[0]).key)).toBeUndefined();
      });
    });

    describe('what can not be stored', () => {
      const unstorable: readonly (readonly [string, unknown])[] = [
        ['a number that is not finite', { a: Number.NaN }],
        ['infinity deep inside', { a: [{ b: Number.POSITIVE_INFINITY }] }],
        ['an array directly in an array', { a: [[1]] }],
        ['a class instance', { a: new Date(0) }],
        ['an undefined array element', { a: [undefined] }],
        ['a field without a name', { '': 1 }],
        ['a reserved field name', { a: { __b__: 1 } }],
        ['nesting deeper than 20', nested(21)],
      ];
      it.each(unstorable)('is refused: %s', async (_, data) => {
        const wanted = key();
        await expect(put(wanted, asJson(data))).rejects.toThrow(InvalidRequestError);
        expect(await documents.get(wanted)).toBeUndefined();
      });

      it('is a document over 1 MiB, whether set or grown by an update; one just below is taken', async () => {
        const wanted = key();
        await put(wanted, { text: 'x'.repeat(1_048_000) });
        expect((await dataOf(wanted))?.text).toHaveLength(1_048_000);
        await expect(put(wanted, { text: 'x'.repeat(1_048_600) })).rejects.toThrow(InvalidRequestError);
        await expect(put(wanted, { text: 'ü'.repeat(600_000) })).rejects.toThrow(InvalidRequestError);
        await put(wanted, { text: 'x'.repeat(900_000) });
        const grow: Write = { type: 'update', key: wanted, fields: [{ path: ['more'], value: 'y'.repeat(200_000) }] };
        await expect(documents.write([grow])).rejects.toThrow();
        expect((await dataOf(wanted))?.more).toBeUndefined();
      });

      it.each(['', '.', '..', 'a/b', 'a b', 'ü', '__x__', 'x'.repeat(201), '../../etc/passwd'])(
        'is a document called %j, and it is not read either',
        async (id) => {
          await expect(put({ collection: plain, id }, {})).rejects.toThrow(InvalidRequestError);
          await expect(documents.get({ collection: plain, id })).rejects.toThrow(InvalidRequestError);
          await expect(documents.getAll([key(), { collection: plain, id }])).rejects.toThrow(InvalidRequestError);
        },
      );

      it.each(['a', '-', '0', 'A-z_0.9:~', '...', `x${'y'.repeat(199)}`])('is not an id such as %s', async (id) => {
        await put({ collection: plain, id }, { id });
        expect(await dataOf({ collection: plain, id })).toEqual({ id });
      });
    });

    describe('transactions', () => {
      it('read, decide and write as one, and give the result', async () => {
        const wanted = key();
        await put(wanted, { count: 41 });
        const result = await documents.transaction(async (read) => {
          const count = numberOf(await read.get(wanted), 'count') + 1;
          return { writes: [{ type: 'set', key: wanted, data: { count } }], result: count };
        });
        expect(result).toBe(42);
        expect(await dataOf(wanted)).toEqual({ count: 42 });
      });

      it('may write nothing, and read many at once', async () => {
        const [there, missing] = [key(), key()];
        await put(there, { a: 1 });
        const found = await documents.transaction(async (read) => ({
          writes: [],
          result: (await read.getAll([missing, there])).map((document) => document?.data),
        }));
        expect(found).toEqual([undefined, { a: 1 }]);
      });

      it('write nothing and pass the error on when deciding throws', async () => {
        const wanted = key();
        const failing = documents.transaction(async (read) => {
          await read.get(wanted);
          throw new RangeError('no');
        });
        await expect(failing).rejects.toThrow(RangeError);
        expect(await documents.get(wanted)).toBeUndefined();
      });

      it('fail whole with the error of a write that can not be', async () => {
        const [wanted, taken] = [key(), key()];
        await put(taken, {});
        const failing = documents.transaction(async () => ({
          writes: [
            { type: 'set', key: wanted, data: {} },
            { type: 'create', key: taken, data: {} },
          ],
          result: undefined,
        }));
        await expect(failing).rejects.toThrow(AlreadyExistsError);
        expect(await documents.get(wanted)).toBeUndefined();
      });

      it('never lose an update, however many run at once', async () => {
        const wanted = key();
        await put(wanted, { count: 0 });
        const increment = () =>
          documents.transaction(async (read) => {
            const count = numberOf(await read.get(wanted), 'count') + 1;
            return {
              writes: [{ type: 'update', key: wanted, fields: [{ path: ['count'], value: count }] }],
              result: count,
            };
          });
        const outcomes = await Promise.allSettled(Array.from({ length: 12 }, increment));
        const won = outcomes.filter((outcome) => outcome.status === 'fulfilled').map((outcome) => outcome.value);
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(ContentionError);
        }
        expect(won.length).toBeGreaterThan(0);
        expect(won.sort((a, b) => a - b)).toEqual(won.map((_, place) => place + 1));
        expect(await dataOf(wanted)).toEqual({ count: won.length });
      });

      it('let exactly one of many make a document that none of them found', async () => {
        const wanted = key();
        const claim = (holder: number) =>
          documents.transaction(async (read) => {
            if (await read.get(wanted)) return { writes: [], result: false };
            return { writes: [{ type: 'set', key: wanted, data: { holder } }], result: true };
          });
        const outcomes = await Promise.allSettled(Array.from({ length: 6 }, (_, holder) => claim(holder)));
        const claims = outcomes.map((outcome) => outcome.status === 'fulfilled' && outcome.value);
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(ContentionError);
        }
        expect(claims.filter(Boolean)).toHaveLength(1);
        expect(await dataOf(wanted)).toEqual({ holder: claims.indexOf(true) });
      });

      it('keep a rule over two documents that are each changed by another (no write skew)', async () => {
        const [left, right] = [key(), key()];
        await put(left, { on: true });
        await put(right, { on: true });
        const switchOff = (mine: DocumentKey) =>
          documents.transaction(async (read) => {
            const [a, b] = await read.getAll([left, right]);
            const bothOn = a?.data.on === true && b?.data.on === true;
            const off: Write = { type: 'set', key: mine, data: { on: false } };
            return { writes: bothOn ? [off] : [], result: bothOn };
          });
        const switched = await Promise.all([switchOff(left), switchOff(right)]);
        expect(switched.filter(Boolean)).toHaveLength(1);
      });

      it('see one state: a sum that others keep constant is never seen broken', async () => {
        const [left, right] = [key(), key()];
        await put(left, { n: 50 });
        await put(right, { n: 50 });
        const move = (amount: number) =>
          documents.transaction(async (read) => {
            const a = numberOf(await read.get(left), 'n');
            const b = numberOf(await read.get(right), 'n');
            if (a + b !== 100) throw new RangeError(`saw ${a} + ${b}`);
            return {
              writes: [
                { type: 'set', key: left, data: { n: a - amount } },
                { type: 'set', key: right, data: { n: b + amount } },
              ],
              result: undefined,
            };
          });
        const outcomes = await Promise.allSettled([1, 2, 3, 4, 5, 6].map(move));
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(ContentionError);
        }
        const [a, b] = await documents.getAll([left, right]);
        expect(numberOf(a, 'n') + numberOf(b, 'n')).toBe(100);
      });
    });

    describe('queries', () => {
      const fill = async (entries: Readonly<Record<string, JsonObject>>): Promise<string> => {
        const run = newRun();
        await documents.write(
          Object.entries(entries).map(
            ([id, data]): Write => ({
              type: 'create',
              key: { collection: offers, id: `${run}.${id}` },
              data: { run, ...data },
            }),
          ),
        );
        return run;
      };
      type Asked = Omit<DocumentQuery, 'collection' | 'limit'> & { readonly limit?: number };
      const ask = async (run: string, asked: Asked): Promise<string[]> => {
        const found = await documents.query({
          collection: offers,
          limit: 100,
          ...asked,
          equal: { run, ...asked.equal },
        });
        return found.map((document) => document.id.slice(run.length + 1));
      };
      const count = (run: string, asked: Asked): Promise<number> =>
        documents.count({ collection: offers, ...asked, equal: { run, ...asked.equal } });

      it('give whole documents with their versions', async () => {
        const run = await fill({ a: { seenAtMs: 1, more: { deep: [1] } } });
        const [found] = await documents.query({ collection: offers, query: 'byRun', equal: { run }, limit: 5 });
        expect(found).toEqual(await documents.get({ collection: offers, id: `${run}.a` }));
        expect(found?.data).toEqual({ run, seenAtMs: 1, more: { deep: [1] } });
      });

      it('without an order come by id', async () => {
        const run = await fill({ b: {}, a: {}, B: {}, '10': {}, '9': {}, '~': {} });
        expect(await ask(run, { query: 'byRun' })).toEqual(['10', '9', 'B', 'a', 'b', '~']);
      });

      it('come in the declared order, equal values by id in the direction of the order', async () => {
        const run = await fill({ c: { seenAtMs: 2 }, a: { seenAtMs: 3 }, d: { seenAtMs: 1 }, b: { seenAtMs: 2 } });
        expect(await ask(run, { query: 'oldest' })).toEqual(['d', 'b', 'c', 'a']);
        expect(await ask(run, { query: 'newest' })).toEqual(['a', 'c', 'b', 'd']);
      });

      it('sort null, false, true, numbers, strings by bytes, and leave out documents without the field', async () => {
        const ranks: Record<string, Json> = {
          null: null,
          false: false,
          true: true,
          low: -1e300,
          minus: -1.5,
          zero: 0,
          half: 0.5,
          big: 1e15,
          empty: '',
          digits: '10',
          upper: 'Z',
          lower: 'a',
          umlaut: 'ä',
          shoe: '👟',
        };
        const run = await fill({
          ...Object.fromEntries(Object.entries(ranks).map(([id, rank]) => [id, { rank }])),
          missing: {},
        });
        expect(await ask(run, { query: 'byRank' })).toEqual(Object.keys(ranks));
      });

      it('follow every write: fields that come, change and go, and documents that are deleted', async () => {
        const run = await fill({ a: { seenAtMs: 1 }, b: { seenAtMs: 2 }, c: {}, d: { seenAtMs: 9 } });
        const of = (id: string): DocumentKey => ({ collection: offers, id: `${run}.${id}` });
        await documents.write([
          { type: 'update', key: of('a'), fields: [{ path: ['seenAtMs'], value: 7 }] },
          { type: 'update', key: of('b'), fields: [{ path: ['seenAtMs'], value: undefined }] },
          { type: 'set', key: of('c'), data: { run, seenAtMs: 5 } },
          { type: 'delete', key: of('d') },
        ]);
        expect(await ask(run, { query: 'oldest' })).toEqual(['c', 'a']);
        await documents.write([{ type: 'set', key: of('a'), data: { run: 'another', seenAtMs: 7 } }]);
        expect(await ask(run, { query: 'oldest' })).toEqual(['c']);
      });

      it('compare by type as well as value', async () => {
        const run = await fill({
          text: { state: '1' },
          number: { state: 1 },
          true: { state: true },
          false: { state: false },
          null: { state: null },
          missing: {},
        });
        for (const [state, id] of [
          ['1', 'text'],
          [1, 'number'],
          [true, 'true'],
          [false, 'false'],
          [null, 'null'],
        ] as const) {
          expect(await ask(run, { query: 'byState', equal: { state } })).toEqual([id]);
        }
      });

      it('bound the first order field on either side, both, exclusively', async () => {
        const run = await fill({
          a: { seenAtMs: 1 },
          b: { seenAtMs: 2 },
          c: { seenAtMs: 3 },
          d: { seenAtMs: 4 },
          t: { seenAtMs: 'x' },
        });
        expect(await ask(run, { query: 'oldest', range: { min: 2 } })).toEqual(['b', 'c', 'd']);
        expect(await ask(run, { query: 'oldest', range: { minExclusive: 2 } })).toEqual(['c', 'd']);
        expect(await ask(run, { query: 'newest', range: { max: 3 } })).toEqual(['c', 'b', 'a']);
        expect(await ask(run, { query: 'newest', range: { minExclusive: 1, max: 3 } })).toEqual(['c', 'b']);
        expect(await ask(run, { query: 'oldest', range: { min: 3, max: 2 } })).toEqual([]);
        expect(await ask(run, { query: 'oldest', range: { min: 'a' } })).toEqual(['t']);
      });

      it('find any of several values, merged in order, each document once', async () => {
        const run = await fill({
          a: { shop: 'one', seenAtMs: 1 },
          b: { shop: 'two', seenAtMs: 2 },
          c: { shop: 'one', seenAtMs: 3 },
          d: { shop: 'three', seenAtMs: 4 },
          e: { shop: 'two', seenAtMs: 5 },
        });
        const shops = ['two', 'one', 'two', 'none'];
        expect(await ask(run, { query: 'ofShops', in: shops })).toEqual(['e', 'c', 'b', 'a']);
        expect(await ask(run, { query: 'ofShops', in: shops, limit: 2 })).toEqual(['e', 'c']);
        expect(await ask(run, { query: 'ofShops', in: shops, range: { max: 3 } })).toEqual(['c', 'b', 'a']);
        expect(await ask(run, { query: 'ofShopsUnordered', in: shops })).toEqual(['a', 'b', 'c', 'e']);
        expect(await count(run, { query: 'ofShops', in: shops, range: { min: 2 } })).toBe(3);
      });

      it('take 30 values and no more, and not none', async () => {
        const run = await fill({ a: { shop: 's29' } });
        const shops = Array.from({ length: 31 }, (_, place) => `s${place}`);
        expect(await ask(run, { query: 'ofShopsUnordered', in: shops.slice(0, 30) })).toEqual(['a']);
        await expect(ask(run, { query: 'ofShopsUnordered', in: shops })).rejects.toThrow(InvalidRequestError);
        await expect(ask(run, { query: 'ofShopsUnordered', in: [] })).rejects.toThrow(InvalidRequestError);
      });

      it('find an element of an array, in order, once even when the array repeats it', async () => {
        const run = await fill({
          a: { tokens: ['red', 'shoe', 'red'], seenAtMs: 3 },
          b: { tokens: ['shoe'], seenAtMs: 1 },
          c: { tokens: [], seenAtMs: 2 },
          d: { tokens: 'shoe', seenAtMs: 4 },
          e: { tokens: [1, null], seenAtMs: 5 },
        });
        expect(await ask(run, { query: 'withToken', arrayContains: 'shoe' })).toEqual(['b', 'a']);
        expect(await ask(run, { query: 'withToken', arrayContains: 'red' })).toEqual(['a']);
        expect(await ask(run, { query: 'withToken', arrayContains: 'shoe', range: { min: 2 } })).toEqual(['a']);
        expect(await ask(run, { query: 'withToken', arrayContains: '1' })).toEqual([]);
        expect(await ask(run, { query: 'withToken', arrayContains: 1 })).toEqual(['e']);
        expect(await count(run, { query: 'withToken', arrayContains: 'shoe' })).toBe(2);

        const key = { collection: offers, id: `${run}.a` };
        await documents.write([{ type: 'update', key, fields: [{ path: ['tokens'], value: ['blue', 'shoe'] }] }]);
        expect(await ask(run, { query: 'withToken', arrayContains: 'red' })).toEqual([]);
        expect(await ask(run, { query: 'withToken', arrayContains: 'blue' })).toEqual(['a']);
      });

      it.each(['oldest', 'newest', 'byShopThenNewest', 'byRun'])(
        'page through everything with cursors, nothing twice, nothing missing: %s',
        async (query) => {
          const entries = Array.from({ length: 23 }, (_, place) => [
            `d${place}`,
            { seenAtMs: place % 4, shop: `s${place % 3}` },
          ]);
          const run = await fill(Object.fromEntries(entries));
          const whole = await ask(run, { query });
          expect(whole).toHaveLength(23);
          const fields = (contractCollections.offers.queries as CollectionDefinition['queries'])[query]?.order ?? [];
          const paged: string[] = [];
          let after: DocumentQuery['after'];
          for (;;) {
            const page = await documents.query({
              collection: offers,
              query,
              equal: { run },
              limit: 5,
              ...(after ? { after } : {}),
            });
            paged.push(...page.map((document) => document.id.slice(run.length + 1)));
            const last = page.at(-1);
            if (page.length < 5 || !last) break;
            after = [...fields.map(({ field }) => scalarOf(last.data[field])), last.id];
          }
          expect(paged).toEqual(whole);
        },
      );

      it('go on behind a cursor whose document is gone, within a range too', async () => {
        const run = await fill({ a: { seenAtMs: 1 }, c: { seenAtMs: 2 }, d: { seenAtMs: 3 } });
        expect(await ask(run, { query: 'oldest', after: [2, `${run}.b`] })).toEqual(['c', 'd']);
        expect(await ask(run, { query: 'oldest', after: [1, `${run}.a`], range: { max: 2 } })).toEqual(['c']);
        expect(await ask(run, { query: 'newest', after: [2, `${run}.b`] })).toEqual(['a']);
      });

      it('count what matches, however many a query would give', async () => {
        const run = await fill({ a: { seenAtMs: 1 }, b: { seenAtMs: 2 }, c: { seenAtMs: 3 }, d: {} });
        expect(await count(run, { query: 'byRun' })).toBe(4);
        expect(await count(run, { query: 'oldest' })).toBe(3);
        expect(await count(run, { query: 'oldest', range: { minExclusive: 1 } })).toBe(2);
        expect(await count(newRun(), { query: 'oldest' })).toBe(0);
      });

      const misuses: readonly (readonly [string, Partial<DocumentQuery>])[] = [
        ['a query that is not declared', { query: 'unheardOf' }],
        ['the name of an inherited property', { query: 'toString' }],
        ['a missing comparison', { equal: {} }],
        ['a comparison too many', { equal: { run: 'x', shop: 'y' } }],
        ['`in` where none is declared', { in: ['a'] }],
        ['no `in` where one is declared', { query: 'ofShops' }],
        ['`arrayContains` where none is declared', { arrayContains: 'a' }],
        ['no `arrayContains` where one is declared', { query: 'withToken' }],
        ['a range without an order', { query: 'byRun', range: { min: 1 } }],
        ['bounds of two types', { range: { min: 1, max: 'a' } }],
        ['two lower bounds', { range: { min: 1, minExclusive: 1 } }],
        ['a null bound', { range: { min: null } }],
        ['a limit of 0', { limit: 0 }],
        ['a limit of 1001', { limit: 1001 }],
        ['half a document', { limit: 1.5 }],
        ['a cursor without the id', { after: [1] }],
        ['a cursor whose id is a number', { after: [1, 2] }],
      ];
      it.each(misuses)('refuse %s', async (_, misuse) => {
        const query = { collection: offers, query: 'oldest', equal: { run: 'x' }, limit: 10, ...misuse };
        await expect(documents.query(query)).rejects.toThrow(InvalidRequestError);
      });

      it('give as many as 1,000 documents', async () => {
        const run = newRun();
        for (let first = 0; first < 1_002; first += 334) {
          await documents.write(
            Array.from(
              { length: 334 },
              (_, place): Write => ({
                type: 'create',
                key: { collection: offers, id: `${run}.${first + place}` },
                data: { run, seenAtMs: first + place },
              }),
            ),
          );
        }
        const found = await ask(run, { query: 'oldest', limit: 1_000 });
        expect(found).toEqual(Array.from({ length: 1_000 }, (_, place) => String(place)));
      });
    });

    it('refuses a collection of the other database', async () => {
      const foreign = { collection: contractCollections.accounts, id: 'someone' };
      await expect(put(foreign, {})).rejects.toThrow(InvalidRequestError);
      await expect(documents.get(foreign)).rejects.toThrow(InvalidRequestError);
    });
  });
}

function existing<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('expected something to be there');
  return value;
}

function numberOf(document: StoredDocument | undefined, field: string): number {
  const value = document?.data[field];
  if (typeof value !== 'number') throw new Error(`${field} is no number`);
  return value;
}

function scalarOf(value: Json | undefined): string | number | boolean | null {
  if (value === undefined || (typeof value === 'object' && value !== null)) throw new Error('expected a scalar');
  return value;
}

/** `depth` maps inside one another. */
function nested(depth: number): Json {
  return depth === 0 ? 1 : { a: nested(depth - 1) };
}

function withUndefined(data: { readonly [name: string]: unknown }): JsonObject {
  return asJson(data);
}

/** Lets a test pass what the types forbid, as untyped data from outside would. */
function asJson(data: unknown): JsonObject {
  return data as JsonObject;
}
