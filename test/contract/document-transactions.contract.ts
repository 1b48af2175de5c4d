import { describe, expect, it } from 'vitest';
import {
  AlreadyExistsError,
  ContentionError,
  type DocumentKey,
  type Documents,
  type JsonObject,
  type Write,
} from '../../shared/ports/documents.ts';
import { newKey, numberOf } from './contract-documents.ts';

/** What transactions promise. `open` is called inside the tests. */
export function describeTransactions(open: () => Documents): void {
  describe('transactions', () => {
    const documents: Pick<Documents, 'get' | 'getAll' | 'write' | 'transaction'> = {
      get: (key) => open().get(key),
      getAll: (keys) => open().getAll(keys),
      write: (writes) => open().write(writes),
      transaction: (decide) => open().transaction(decide),
    };
    const dataOf = async (wanted: DocumentKey): Promise<JsonObject | undefined> => (await documents.get(wanted))?.data;
    const put = (wanted: DocumentKey, data: JsonObject) => documents.write([{ type: 'set', key: wanted, data }]);

    it('read, decide and write as one, and give the result', async () => {
      const wanted = newKey();
      await put(wanted, { count: 41 });
      const result = await documents.transaction(async (read) => {
        const count = numberOf(await read.get(wanted), 'count') + 1;
        return { writes: [{ type: 'set', key: wanted, data: { count } }], result: count };
      });
      expect(result).toBe(42);
      expect(await dataOf(wanted)).toEqual({ count: 42 });
    });

    it('may write nothing, and read many at once', async () => {
      const [there, missing] = [newKey(), newKey()];
      await put(there, { a: 1 });
      const found = await documents.transaction(async (read) => ({
        writes: [],
        result: (await read.getAll([missing, there])).map((document) => document?.data),
      }));
      expect(found).toEqual([undefined, { a: 1 }]);
    });

    it('write nothing and pass the error on when deciding throws', async () => {
      const wanted = newKey();
      const failing = documents.transaction(async (read) => {
        await read.get(wanted);
        throw new RangeError('no');
      });
      await expect(failing).rejects.toThrow(RangeError);
      expect(await documents.get(wanted)).toBeUndefined();
    });

    it('fail whole with the error of a write that can not be', async () => {
      const [wanted, taken] = [newKey(), newKey()];
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
      const wanted = newKey();
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
      const wanted = newKey();
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
      const [left, right] = [newKey(), newKey()];
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
      const [left, right] = [newKey(), newKey()];
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
}
