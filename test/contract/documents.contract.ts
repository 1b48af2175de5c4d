import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AlreadyExistsError,
  ConflictError,
  type DocumentKey,
  type Documents,
  InvalidRequestError,
  type Json,
  type JsonObject,
  NotFoundError,
  type Write,
} from '../../shared/ports/documents.ts';
import { contractCollections, existing, newKey } from './contract-documents.ts';
import { describeQueries } from './document-queries.contract.ts';
import { describeTransactions } from './document-transactions.contract.ts';

interface OpenDocuments {
  /** The database `catalogue`. */
  readonly documents: Documents;
  close(): Promise<void>;
}

const { plain } = contractCollections;
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
        const wanted = newKey();
        await documents.write([{ type: 'create', key: wanted, data }]);
        expect(await dataOf(wanted)).toEqual(data);
      });

      it('knows nothing of a document that was never written', async () => {
        expect(await documents.get(newKey())).toBeUndefined();
      });

      it('reads many documents in the order asked, undefined where there is none, repeated where asked twice', async () => {
        const [first, missing, last] = [newKey(), newKey(), newKey()];
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
        const wanted = newKey();
        await put(wanted, withUndefined({ kept: 1, gone: undefined, map: { gone: undefined } }));
        expect(await dataOf(wanted)).toEqual({ kept: 1, map: {} });
      });

      it('gives a document a new version with every change, also after it was deleted', async () => {
        const wanted = newKey();
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
        const wanted = newKey();
        await put(wanted, { a: 1 });
        expect(await versionOf(wanted)).toBe(await versionOf(wanted));
      });

      it('replaces the whole document with set', async () => {
        const wanted = newKey();
        await put(wanted, { a: 1, b: { c: 2 } });
        await put(wanted, { b: { d: 3 } });
        expect(await dataOf(wanted)).toEqual({ b: { d: 3 } });
      });

      it('deletes, and does not mind deleting what is not there', async () => {
        const wanted = newKey();
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
        const wanted = newKey();
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
        const wanted = newKey();
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
        const wanted = newKey();
        await put(wanted, { a: { kept: true } });
        await expect(documents.write([{ type: 'update', key: wanted, fields }])).rejects.toThrow(InvalidRequestError);
        expect(await dataOf(wanted)).toEqual({ a: { kept: true } });
      });
    });

    describe('preconditions', () => {
      it('create fails with AlreadyExistsError and leaves the document as it was', async () => {
        const wanted = newKey();
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
        const wanted = newKey();
        await put(wanted, { a: 1 });
        await documents.write([existing(conditional(wanted, await versionOf(wanted))[type])]);
        expect((await dataOf(wanted))?.won).toBe(type === 'delete' ? undefined : true);
      });

      it.each(['set', 'update', 'delete'])('%s with an old version fails with ConflictError', async (type) => {
        const wanted = newKey();
        await put(wanted, { a: 1 });
        const old = await versionOf(wanted);
        await put(wanted, { a: 2 });
        await expect(documents.write([existing(conditional(wanted, old)[type])])).rejects.toThrow(ConflictError);
        expect(await dataOf(wanted)).toEqual({ a: 2 });
      });

      it.each(['set', 'update', 'delete'])(
        '%s with the version of a deleted document fails with ConflictError',
        async (type) => {
          const wanted = newKey();
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
        const [fresh, changed, removed, taken] = [newKey(), newKey(), newKey(), newKey()];
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
        const wanted = newKey();
        await documents.write([
          { type: 'set', key: wanted, data: { a: 1, b: 1 } },
          { type: 'update', key: wanted, fields: [{ path: ['a'], value: 2 }] },
          { type: 'update', key: wanted, fields: [{ path: ['c'], value: 3 }] },
        ]);
        expect(await dataOf(wanted)).toEqual({ a: 2, b: 1, c: 3 });
      });

      it('of other callers do not suffer from one that fails', async () => {
        const taken = newKey();
        await put(taken, {});
        const keys = Array.from({ length: 10 }, () => newKey());
        const outcomes = await Promise.allSettled(
          keys.map((wanted, place) =>
            documents.write([
              { type: 'create', key: wanted, data: { place } },
              { type: 'create', key: place === 4 ? taken : newKey(), data: {} },
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
          Array.from({ length: count }, (): Write => ({ type: 'create', key: newKey(), data: {} }));
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
        const wanted = newKey();
        await expect(put(wanted, asJson(data))).rejects.toThrow(InvalidRequestError);
        expect(await documents.get(wanted)).toBeUndefined();
      });

      it('is a document over 1 MiB, whether set or grown by an update; one just below is taken', async () => {
        const wanted = newKey();
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
          await expect(documents.getAll([newKey(), { collection: plain, id }])).rejects.toThrow(InvalidRequestError);
        },
      );

      it.each(['a', '-', '0', 'A-z_0.9:~', '...', `x${'y'.repeat(199)}`])('is not an id such as %s', async (id) => {
        await put({ collection: plain, id }, { id });
        expect(await dataOf({ collection: plain, id })).toEqual({ id });
      });
    });

    describeTransactions(() => documents);

    describeQueries(() => documents);

    it('refuses a collection of the other database', async () => {
      const foreign = { collection: contractCollections.accounts, id: 'someone' };
      await expect(put(foreign, {})).rejects.toThrow(InvalidRequestError);
      await expect(documents.get(foreign)).rejects.toThrow(InvalidRequestError);
    });
  });
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
