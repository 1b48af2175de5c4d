import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AlertRules,
  type AlertSignal,
  type AlertState,
  armed,
  nextAlert,
} from '../../../shared/domain/alert/alert-state.ts';
import { countTold, type DailyTally } from '../../../shared/domain/alert/daily-cap.ts';

const hourMs = 3_600_000;
const rules: AlertRules = { coolDownMs: 72 * hourMs, rearmDrop: 0.05, further: 'down' };
const deal = (causeId: string, level: number, atMs: number): AlertSignal => ({
  type: 'holds',
  causeId,
  level,
  unit: 'EUR',
  atMs,
  isNew: true,
});

/** What is said to each signal, one after the other. */
function play(signals: readonly AlertSignal[], given = rules) {
  let alert: AlertState = armed;
  return signals.map((signal) => {
    const decision = nextAlert(alert, signal, given);
    alert = decision.alert;
    return `${decision.tell}: ${decision.because}`;
  });
}

describe('an alert', () => {
  it('fires once, and says so of the same cause over another channel', () => {
    expect(play([deal('a', 1_000, 0), deal('a', 1_000, 1)])).toEqual(['fire: first', 'same: same-cause']);
  });

  it('cools down, unless the price falls by the share asked for below what was told', () => {
    expect(play([deal('a', 1_000, 0), deal('b', 960, 1), deal('c', 950, 2), deal('d', 940, 3)])).toEqual([
      'fire: first',
      'no: cooling',
      'fire: further',
      'no: cooling',
    ]);
  });

  it('is armed again when it has cooled down', () => {
    expect(play([deal('a', 1_000, 0), deal('b', 1_000, 72 * hourMs)])).toEqual(['fire: first', 'fire: re-armed']);
  });

  it('never takes an amount in another currency for a further fall', () => {
    expect(play([deal('a', 1_000, 0), { ...deal('b', 100, 1), unit: 'JPY' } as AlertSignal])).toEqual([
      'fire: first',
      'no: cooling',
    ]);
  });

  it('of a condition that goes on holding fires again only after it has ended in between', () => {
    const still = (causeId: string, atMs: number): AlertSignal =>
      ({ ...deal(causeId, 1_000, atMs), isNew: false }) as AlertSignal;
    const after = 100 * hourMs;
    expect(play([still('a', 0), still('b', after)])).toEqual(['fire: first', 'no: still-holds']);
    expect(play([still('a', 0), { type: 'recovered' }, still('b', after)])).toEqual([
      'fire: first',
      'no: no-condition',
      'fire: re-armed',
    ]);
    expect(play([still('a', 0), { type: 'recovered' }, still('b', 1)])).toEqual([
      'fire: first',
      'no: no-condition',
      'no: cooling',
    ]);
  });

  it('goes further upwards where that is what is waited for', () => {
    expect(play([deal('a', 100, 0), deal('b', 104, 1), deal('c', 105, 2)], { ...rules, further: 'up' })).toEqual([
      'fire: first',
      'no: cooling',
      'fire: further',
    ]);
  });

  it('is armed at once when what it told is withdrawn, and by nothing else', () => {
    expect(play([deal('a', 1_000, 0), { type: 'withdrawn', causeId: 'x' }, deal('b', 1_000, 1)])).toEqual([
      'fire: first',
      'no: no-condition',
      'no: cooling',
    ]);
    expect(play([deal('a', 1_000, 0), { type: 'withdrawn', causeId: 'a' }, deal('b', 1_000, 1)])).toEqual([
      'fire: first',
      'no: no-condition',
      'fire: first',
    ]);
  });

  it('never fires twice within its cool-down without having gone further in between', () => {
    const signals = fc.array(
      fc.record({ level: fc.integer({ min: 500, max: 1_500 }), waitMs: fc.integer({ min: 0, max: 100 * hourMs }) }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(signals, (moves) => {
        let alert: AlertState = armed;
        let last: { readonly level: number; readonly atMs: number } | undefined;
        let atMs = 0;
        for (const [i, { level, waitMs }] of moves.entries()) {
          atMs += waitMs;
          const decision = nextAlert(alert, deal(`cause-${i}`, level, atMs), rules);
          alert = decision.alert;
          if (decision.tell !== 'fire') continue;
          if (last && atMs - last.atMs < rules.coolDownMs) expect(level).toBeLessThanOrEqual(last.level * 0.95);
          last = { level, atMs };
        }
      }),
    );
  });
});

describe('the cap of a day', () => {
  it('counts a cause once, refuses what exceeds it, and begins anew the next day', () => {
    let tally: DailyTally | undefined;
    const told = (day: string, causeId: string) => {
      const next = countTold(tally, { day, causeId, mostPerDay: 2 });
      tally = next ?? tally;
      return next !== null;
    };
    expect([told('d1', 'a'), told('d1', 'a'), told('d1', 'b'), told('d1', 'c'), told('d1', 'b')]).toEqual([
      true,
      true,
      true,
      false,
      true,
    ]);
    expect(told('d2', 'c')).toBe(true);
  });
});
