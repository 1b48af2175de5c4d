import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesByLook, type StandingDeal, withStandingDeal } from '../../../shared/domain/deal/standing-deals.ts';
import type { Availability } from '../../../shared/domain/observation/facts.ts';
import type { LookOutcome } from '../../../shared/domain/observation/observation.ts';

const euro = (minor: number) => ({ minor, currency: 'EUR' });
const standing = (isPaused = false): StandingDeal[] => [{ id: 'd', price: euro(8_000), isPaused }];
const look = (minor: number | null, more: { availability?: Availability; outcome?: LookOutcome } = {}) => ({
  price: minor === null ? null : euro(minor),
  availability: more.availability ?? 'InStock',
  outcome: more.outcome ?? 'price',
});

describe('a deal', () => {
  it('goes on at its price, below it, and within a margin above it', () => {
    for (const minor of [8_000, 7_000, 8_160]) expect(changesByLook(standing(), look(minor))).toEqual([]);
  });

  it('ends when its price is asked no more', () => {
    const ended = [{ type: 'ended', id: 'd', why: 'price-rose' }];
    expect(changesByLook(standing(), look(8_161))).toEqual(ended);
    expect(changesByLook(standing(true), look(10_000))).toEqual(ended);
    expect(changesByLook(standing(), { ...look(null), price: { minor: 10, currency: 'USD' } })).toEqual(ended);
  });

  it.each([
    ['sold-out', look(8_000, { availability: 'OutOfStock' })],
    ['sold-out', look(8_000, { availability: 'Discontinued' })],
    ['gone', look(null, { outcome: 'gone' })],
  ] as const)('that cannot be bought ends as %s, once, and goes on when it can', (why, missing) => {
    expect(changesByLook(standing(), missing)).toEqual([{ type: 'ended', id: 'd', why }]);
    expect(changesByLook(standing(true), missing)).toEqual([]);
    expect(changesByLook(standing(true), look(8_000))).toEqual([{ type: 'resumed', id: 'd' }]);
  });

  it('is left as it is by a look that tells nothing', () => {
    for (const outcome of ['blocked', 'unreadable', 'unreachable', 'layout-changed'] as const) {
      expect(changesByLook(standing(), look(null, { outcome }))).toEqual([]);
      expect(changesByLook(standing(true), look(null, { outcome }))).toEqual([]);
    }
  });
});

it('so many deals of an offer are followed, the latest, each once', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 10_000 }))), (found) => {
      const kept = found.reduce<readonly StandingDeal[]>((deals, [n, minor]) => {
        return withStandingDeal(deals, `d${n}`, euro(minor));
      }, []);
      const ids = kept.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(kept.length).toBeLessThanOrEqual(16);
      expect(ids.at(-1)).toBe(found.length > 0 ? `d${found.at(-1)?.[0]}` : undefined);
    }),
  );
});
