import { describe, expect, it } from 'vitest';
import type { Shard, ShardOffer } from '../../../shared/documents/shard.ts';
import { dueOffers, nextDueMs } from '../../../shared/domain/shard/due-offers.ts';

const minuteMs = 60_000;
const nowMs = 1_000 * minuteMs;
const skipMs = 15 * minuteMs;

const lookedAt = (minutesAgo: number, more: Partial<ShardOffer> = {}): ShardOffer => ({
  url: 'https://shop.example/p',
  checkedAtMs: nowMs - minutesAgo * minuteMs,
  outcome: 'price',
  outcomeSinceMs: 0,
  seen: null,
  sequence: 1,
  ...more,
});
const awaited = (untilMs: number): Partial<ShardOffer> => ({
  awaited: { renderId: 'r', untilMs, purpose: 'scheduled', escalated: true, others: [] },
});
const shard = (offers: Shard['offers'], checkEveryMinutes = 60): Shard => ({
  shopId: 's',
  retailerId: 's',
  dueAtMs: nowMs,
  checkEveryMs: checkEveryMinutes * minuteMs,
  offers,
  outbox: {},
});
const due = (offers: Shard['offers'], checkEveryMinutes?: number) =>
  dueOffers(shard(offers, checkEveryMinutes), nowMs, skipMs).map(([id]) => id);

describe('the offers of a shard that are due', () => {
  it('are those not looked at within the last fifteen minutes, the longest unseen first', () => {
    const offers = { a: lookedAt(14.9), b: lookedAt(15), c: lookedAt(600), d: lookedAt(0) };
    expect(due(offers)).toEqual(['c', 'b']);
  });

  it('are looked at again sooner where the shop is to be looked at more often than that', () => {
    expect(due({ a: lookedAt(4), b: lookedAt(6) }, 10)).toEqual(['b']);
  });

  it('do not include a page that is being rendered, until it counts as lost', () => {
    const offers = { a: lookedAt(60, awaited(nowMs + 1)), b: lookedAt(61, awaited(nowMs)) };
    expect(due(offers)).toEqual(['b']);
  });
});

describe('the next look at a shard', () => {
  it('comes after its interval', () => {
    expect(nextDueMs(shard({ a: lookedAt(60) }), nowMs, false)).toBe(nowMs + 60 * minuteMs);
  });

  it('comes at once where offers were left over', () => {
    expect(nextDueMs(shard({ a: lookedAt(60) }), nowMs, true)).toBe(nowMs);
  });

  it('comes earlier when a page would count as lost', () => {
    const running = shard({ a: lookedAt(60, awaited(nowMs + 8 * minuteMs)), b: lookedAt(60, awaited(nowMs - 1)) });
    expect(nextDueMs(running, nowMs, false)).toBe(nowMs + 8 * minuteMs);
    expect(nextDueMs(running, nowMs, false, [nowMs + 5 * minuteMs])).toBe(nowMs + 5 * minuteMs);
  });
});
