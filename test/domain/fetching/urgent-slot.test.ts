import { describe, expect, it } from 'vitest';
import { urgentSlot } from '../../../shared/domain/fetching/urgent-slot.ts';

const delayMs = 3_000;

describe('the slot of a second look', () => {
  it('is at once where nobody visits the shop', () => {
    expect(urgentSlot(undefined, 100_000, delayMs)).toEqual({
      atMs: 100_000,
      nextFreeMs: 103_000,
      nextUrgentMs: 103_000,
    });
  });

  it('keeps the pause after the last request', () => {
    expect(urgentSlot({ nextFreeMs: 101_000 }, 100_000, delayMs).atMs).toBe(101_000);
  });

  it('comes between the requests of a long batch instead of behind them, and gives the time back behind it', () => {
    expect(urgentSlot({ nextFreeMs: 275_000 }, 100_000, delayMs)).toEqual({
      atMs: 103_000,
      nextFreeMs: 278_000,
      nextUrgentMs: 106_000,
    });
  });

  it('keeps the pace among second looks', () => {
    const first = urgentSlot({ nextFreeMs: 275_000 }, 100_000, delayMs);
    const second = urgentSlot(first, 100_000, delayMs);
    expect(second.atMs - first.atMs).toBe(delayMs);
  });

  it('waits where the shop asked for a pause', () => {
    expect(urgentSlot({ nextFreeMs: 160_000, pausedUntilMs: 160_000 }, 100_000, delayMs).atMs).toBe(160_000);
  });
});
