import { describe, expect, it } from 'vitest';
import {
  type CollectionDefinition,
  type DocumentKey,
  type DocumentQuery,
  type Documents,
  InvalidRequestError,
  type Json,
  type JsonObject,
  type Write,
} from '../../shared/ports/documents.ts';
import { contractCollections, newRun } from './contract-documents.ts';

const { offers } = contractCollections;

/** What queries promise. `open` is called inside the tests. */
export function describeQueries(open: () => Documents): void {
  describe('queries', () => {
    const documents: Pick<Documents, 'get' | 'write' | 'query' | 'count'> = {
      get: (key) => open().get(key),
      write: (writes) => open().write(writes),
      query: (query) => open().query(query),
      count: (query) => open().count(query),
    };
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
}

function scalarOf(value: Json | undefined): string | number | boolean | null {
  if (value === undefined || (typeof value === 'object' && value !== null)) throw new Error('expected a scalar');
  return value;
}
