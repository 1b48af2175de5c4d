import fc from 'fast-check';
import { expect, it } from 'vitest';
import { reserveSlots } from '../../../shared/domain/fetching/pacing.ts';

const nowMs = 1_000_000;

it('begins at once at a host that nobody has asked before, or not for long', () => {
  const expected = { slotsMs: [nowMs, nowMs + 2_000], nextFreeMs: nowMs + 5_000 };
  expect(reserveSlots(undefined, nowMs, [2_000, 3_000], 60_000)).toEqual(expected);
  expect(reserveSlots({ nextFreeMs: nowMs - 1 }, nowMs, [2_000, 3_000], 60_000)).toEqual(expected);
});

it('queues behind the slots of other batches', () => {
  const first = reserveSlots(undefined, nowMs, [2_000, 2_000], 60_000);
  expect(reserveSlots(first, nowMs, [2_000], 60_000)).toEqual({ slotsMs: [nowMs + 4_000], nextFreeMs: nowMs + 6_000 });
});

it('gives only what begins within the wait, and leaves the state alone when that is nothing', () => {
  expect(reserveSlots(undefined, nowMs, [5_000, 5_000, 5_000], 9_000).slotsMs).toHaveLength(2);
  const far = { nextFreeMs: nowMs + 9_001 };
  expect(reserveSlots(far, nowMs, [5_000], 9_000)).toEqual({ slotsMs: [], ...far });
});

it('keeps every pause between the requests of any batches, and never exceeds the wait', () => {
  const batches = fc.array(fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 20 }), { maxLength: 5 });
  fc.assert(
    fc.property(batches, fc.integer({ min: 0, max: 60_000 }), (delays, maxWaitMs) => {
      let state: { readonly nextFreeMs: number } | undefined;
      let freeMs = nowMs;
      for (const batch of delays) {
        const { slotsMs, nextFreeMs } = reserveSlots(state, nowMs, batch, maxWaitMs);
        for (const [index, slotMs] of slotsMs.entries()) {
          expect(slotMs).toBe(freeMs);
          expect(slotMs - nowMs).toBeLessThanOrEqual(maxWaitMs);
          freeMs += batch[index] ?? 0;
        }
        expect(nextFreeMs).toBe(freeMs);
        state = { nextFreeMs };
      }
    }),
  );
});
