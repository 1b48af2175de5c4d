import { describe, expect, it } from 'vitest';
import type { Extraction } from '../../../shared/domain/extraction/extraction.ts';
import { type Sighted, snapshotWish } from '../../../shared/domain/snapshot/snapshot-reason.ts';

const price = (minor: number): Extraction => ({
  outcome: 'price',
  price: { minor, currency: 'EUR' },
  confidence: 1,
  votes: [],
  reasons: [],
  facts: {},
});
const unreadable: Extraction = { outcome: 'unreadable', reason: 'x', votes: [], reasons: [], facts: {} };
const sighted = (changes: Partial<Sighted>): Sighted => ({
  offerId: 'o',
  extraction: price(1000),
  seenPrice: { minor: 1000, currency: 'EUR' },
  purpose: 'scheduled',
  anomalyId: undefined,
  lostStructure: false,
  before: undefined,
  atMs: 5_000,
  ...changes,
});
const reasonOf = (changes: Partial<Sighted>) => snapshotWish(sighted(changes))?.reason;

describe('a page is kept', () => {
  it.each([
    ['that cannot be read', { extraction: unreadable }, 'unreadable'],
    ['that is a challenge', { extraction: { outcome: 'blocked', vendor: 'x', reasons: [] } as Extraction }, 'blocked'],
    ['whose price fell by half', { extraction: price(500) }, 'price-moved'],
    ['whose price doubled', { extraction: price(2000) }, 'price-moved'],
    ['whose price is no more in its data', { lostStructure: true }, 'layout-changed'],
    ['that is a second look', { purpose: 'confirm' as const, anomalyId: 'a' }, 'second-look'],
  ])('%s', (_, changes, reason) => {
    expect(reasonOf(changes)).toBe(reason);
  });

  it.each([
    ['whose price is as it was', {}],
    ['whose price moved a little', { extraction: price(900) }],
    ['that shows a price for the first time', { seenPrice: null }],
    ['of a product that is gone', { extraction: { outcome: 'gone', reasons: [], facts: {} } as Extraction }],
  ])('but not one %s', (_, changes) => {
    expect(reasonOf(changes)).toBeUndefined();
  });

  it('once for an offer and reason, until it is a day old', () => {
    const first = snapshotWish(sighted({ extraction: unreadable }));
    const before = { id: first?.id ?? '', takenAtMs: 5_000 };
    expect(snapshotWish(sighted({ extraction: unreadable, before, atMs: 6_000 }))).toMatchObject({
      id: before.id,
      isKept: true,
    });
    expect(snapshotWish(sighted({ extraction: unreadable, before, atMs: 90_000_000 }))).toMatchObject({
      id: before.id,
      isKept: false,
    });
  });

  it('under another name for each suspicion', () => {
    const ofAnomaly = (anomalyId: string) => snapshotWish(sighted({ purpose: 'confirm', anomalyId }))?.id;
    expect(ofAnomaly('a')).not.toBe(ofAnomaly('b'));
    expect(ofAnomaly('a')).toBe(ofAnomaly('a'));
  });
});
