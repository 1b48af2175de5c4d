import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inParallel } from '../../shared/runtime/in-parallel.ts';

const turns = async (count: number) => {
  for (let i = 0; i < count; i++) await Promise.resolve();
};

describe('working in parallel', () => {
  it('does every item once, never more at a time than allowed, however long each and its consumer take', async () => {
    const lengths = fc.array(fc.nat(12), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(
        lengths,
        fc.integer({ min: 1, max: 5 }),
        fc.nat(12),
        async (items, concurrency, consumerTurns) => {
          let running = 0;
          let most = 0;
          const done: number[] = [];
          const work = async (length: number) => {
            most = Math.max(most, ++running);
            await turns(length);
            running--;
            return length;
          };
          for await (const result of inParallel(items, concurrency, work)) {
            done.push(result);
            await turns(consumerTurns);
          }
          expect(done.sort()).toEqual([...items].sort());
          expect(most).toBeLessThanOrEqual(concurrency);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('starts nothing after a failure, lets what runs end, and throws the failure', async () => {
    const ended: number[] = [];
    const work = async (item: number) => {
      await turns(item * 5);
      ended.push(item);
      if (item === 1) throw new Error('the first one');
      return item;
    };
    const all = async () => {
      for await (const _ of inParallel([1, 2, 3, 4], 2, work));
    };
    await expect(all()).rejects.toThrow('the first one');
    expect(ended).toEqual([1, 2]);
  });

  it('starts nothing after its signal, and nothing after its consumer has left', async () => {
    const stop = new AbortController();
    const started: number[] = [];
    const work = async (item: number) => {
      started.push(item);
      return item;
    };
    for await (const item of inParallel([1, 2, 3, 4, 5], 1, work, stop.signal)) if (item === 2) stop.abort();
    expect(started.length).toBeLessThan(5);

    started.length = 0;
    for await (const item of inParallel([1, 2, 3, 4, 5], 1, work)) if (item === 2) break;
    expect(started.length).toBeLessThan(5);
  });
});
