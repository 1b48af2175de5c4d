import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOfQuiet, nextDigestMs } from '../../../shared/domain/audience/when-to-tell.ts';
import { clockChange } from '../../../shared/domain/time/zone-clock.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const zones = Intl.supportedValuesOf('timeZone');
const firstDayMs = Date.UTC(2026, 0, 1);

/** Every change of a zone's clocks in a year, or a plain day where there is none. */
function changesOf(timeZone: string): number[] {
  const weeks = Array.from({ length: 52 }, (_, week) => firstDayMs + 7 * week * dayMs);
  const changes = weeks.flatMap((week) => clockChange(timeZone, week, week + 7 * dayMs) ?? []);
  return changes.length > 0 ? changes : [firstDayMs + 100 * dayMs];
}

const changesByZone = zones.map((timeZone) => [timeZone, changesOf(timeZone)] as const);

/** Read another way than the code under test does: by the hour and minute that a clock there shows. */
const clocks = new Map<string, Intl.DateTimeFormat>();
function minuteOfDay(timeZone: string, atMs: number): number {
  const clock =
    clocks.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  clocks.set(timeZone, clock);
  const [hour, minute] = clock.format(atMs).split(':');
  return Number(hour) * 60 + Number(minute);
}

const isQuiet = (from: number, to: number, minute: number) =>
  from < to ? minute >= from && minute < to : minute >= from || minute < to;

const quietHours = fc
  .record({ fromMinute: fc.nat({ max: 1_439 }), lastsMinutes: fc.integer({ min: 15, max: 1_200 }) })
  .map(({ fromMinute, lastsMinutes }) => ({ fromMinute, toMinute: (fromMinute + lastsMinutes) % 1_440 }));

describe('quiet hours in every zone of the tz database, around the changes of its clocks', () => {
  it('are never broken, never last more than a day, and end with their first minute that is not quiet', () => {
    for (const [timeZone, changes] of changesByZone) {
      for (const changeMs of changes) {
        fc.assert(
          fc.property(quietHours, fc.integer({ min: -26 * 60, max: 26 * 60 }), (quiet, minutes) => {
            const { fromMinute, toMinute } = quiet;
            const atMs = changeMs + minutes * minuteMs;
            const toldMs = endOfQuiet(quiet, timeZone, atMs);
            expect(isQuiet(fromMinute, toMinute, minuteOfDay(timeZone, toldMs))).toBe(false);
            expect(toldMs - atMs).toBeLessThanOrEqual(dayMs);
            if (toldMs > atMs) expect(isQuiet(fromMinute, toMinute, minuteOfDay(timeZone, toldMs - 1))).toBe(true);
            const between = Math.floor((atMs + toldMs) / 2);
            if (toldMs > atMs) expect(isQuiet(fromMinute, toMinute, minuteOfDay(timeZone, between))).toBe(true);
          }),
          { numRuns: 4 },
        );
      }
    }
  });
});

describe('a digest', () => {
  it('comes once a day, at its hour or when the clocks have skipped it, in every zone', () => {
    for (const [timeZone, changes] of changesByZone) {
      for (const changeMs of changes) {
        for (const atHour of [2]) {
          const rules = { timeZone, quietHours: null, digest: { every: 'daily' as const, atHour } };
          let atMs = changeMs - 2 * dayMs;
          for (let day = 0; day < 4; day++) {
            const dueAtMs = nextDigestMs(rules, atMs);
            const shown = minuteOfDay(timeZone, dueAtMs);
            // Only where the clocks jump over the hour does one come at another minute: the first there is.
            if (dueAtMs !== changeMs) expect([timeZone, shown]).toEqual([timeZone, atHour * 60]);
            expect(dueAtMs).toBeGreaterThan(atMs);
            if (day > 0) expect(Math.abs(dueAtMs - atMs - dayMs)).toBeLessThanOrEqual(2 * hourMs);
            atMs = dueAtMs;
          }
        }
      }
    }
  });

  it('of every hour waits for the end of quiet hours, and then is one', () => {
    const rules = {
      timeZone: 'Europe/Berlin',
      quietHours: { fromMinute: 22 * 60, toMinute: 7 * 60 + 30 },
      digest: { every: 'hourly' as const, atHour: 8 },
    };
    const at = (hour: number, minute = 0) => Date.UTC(2026, 6, 1, hour - 2, minute);
    expect(nextDigestMs(rules, at(15, 20))).toBe(at(16));
    expect([at(21, 30), at(23, 59), at(27, 5), at(30, 59)].map((ms) => nextDigestMs(rules, ms))).toEqual(
      Array(4).fill(at(31, 30)),
    );
  });
});
