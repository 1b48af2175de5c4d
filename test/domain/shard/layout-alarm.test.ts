import { describe, expect, it } from 'vitest';
import { bearsOnLayout, layoutAfter, type ShopLayout, tallyOf } from '../../../shared/domain/shard/layout-alarm.ts';
import { afterLookAtStructure } from '../../../shared/domain/shard/structured-price.ts';

const dayMs = 86_400_000;
const kept = { structured: { lostSinceMs: null } };
const lostAt = (lostSinceMs: number) => ({ structured: { lostSinceMs } });
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const counted = (offers: Parameters<typeof tallyOf>[1], before?: ShopLayout, nowMs = 1_000, shardId = 's:1') =>
  layoutAfter(before, tallyOf(shardId, offers, nowMs));

describe('the alarm that a shop has a new layout', () => {
  it('begins when the price vanished from half of its pages at once, and is told once', () => {
    const first = counted([...times(6, lostAt(900)), ...times(4, kept)]);
    expect(first).toMatchObject({
      news: 'raised',
      layout: { alarm: { sinceMs: 1_000, untilMs: null, lost: 6, of: 10 } },
    });
    const second = counted(times(10, lostAt(950)), first.layout, 2_000);
    expect(second).toMatchObject({
      news: null,
      layout: { alarm: { sinceMs: 1_000, untilMs: null, lost: 10, of: 10 } },
    });
  });

  it('counts over all shards of the shop', () => {
    const first = counted(times(2, lostAt(900)));
    expect(first.news).toBeNull();
    expect(counted(times(2, lostAt(950)), first.layout, 1_000, 's:2').news).toBe('raised');
  });

  it.each([
    ['two products of two', times(2, lostAt(900))],
    ['a few products of many', [...times(4, lostAt(900)), ...times(20, kept)]],
    ['products that lost it one by one', [0, 3, 6, 9, 12, 15].map((days) => lostAt(-days * dayMs))],
    ['pages that never had any', times(30, {})],
  ])('is not raised by %s', (_, offers) => {
    expect(counted(offers).news).toBeNull();
  });

  it('ends by itself when more pages have their price again than not, and may begin anew', () => {
    const { layout } = counted(times(8, lostAt(900)));
    expect(counted([...times(4, kept), ...times(4, lostAt(900))], layout, 2_000).news).toBeNull();
    const ended = counted([...times(5, kept), ...times(3, lostAt(900))], layout, 3_000);
    expect(ended).toMatchObject({ news: 'ended', layout: { alarm: { sinceMs: 1_000, untilMs: 3_000 } } });
    expect(counted(times(8, lostAt(4_000)), ended.layout, 4_000).news).toBe('raised');
  });

  it('remembers forty shards at most, and only counts that changed', () => {
    let layout: ShopLayout | undefined;
    for (let shard = 0; shard < 60; shard += 1) layout = counted([kept], layout, shard, `s:${shard}`).layout;
    expect(layout?.shards).toHaveLength(40);
    expect(bearsOnLayout(layout, tallyOf('s:59', [kept], 99))).toBe(false);
    expect(bearsOnLayout(layout, tallyOf('s:59', [lostAt(98)], 99))).toBe(true);
    expect(bearsOnLayout(undefined, tallyOf('s:1', [{}], 99))).toBe(false);
  });
});

describe('whether a page states its price in data', () => {
  const price = { minor: 100, currency: 'EUR' };
  const said = { extractor: 'json-ld', source: 'x', role: 'current' as const, price };
  const had = { lostSinceMs: null };

  it.each([
    ['is known once it does', undefined, { votes: [said] }, had],
    ['is lost when only the text does', had, { votes: [{ ...said, extractor: 'visible-text' }] }, { lostSinceMs: 500 }],
    ['is lost when nothing does', had, { outcome: 'unreadable' as const }, { lostSinceMs: 500 }],
    ['comes back', { lostSinceMs: 7 }, { votes: [said] }, had],
    ['stays lost since then', { lostSinceMs: 7 }, { outcome: 'layout-changed' as const }, { lostSinceMs: 7 }],
    ['was never so', undefined, { outcome: 'unreadable' as const }, undefined],
    ['is not told by a block', had, { outcome: 'blocked' as const }, had],
    ['is not told by a page that sells nothing', had, { facts: { availability: 'OutOfStock' as const } }, had],
    ['is not told by a reader that passes text alone', had, { strategy: 'jina' as const }, had],
    ['is forgotten where the text does for a week', { lostSinceMs: 7 }, { checkedAtMs: 8 * dayMs }, undefined],
  ])('%s', (_, before, changes, expected) => {
    const look = { outcome: 'price' as const, votes: [], facts: {}, strategy: 'http' as const, checkedAtMs: 500 };
    expect(afterLookAtStructure(before, { ...look, ...changes })).toEqual(expected);
  });
});
