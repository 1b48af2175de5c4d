import { expect, it } from 'vitest';
import { whenToTell } from '../../../shared/domain/audience/when-to-tell.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const noon = Date.UTC(2026, 6, 1, 12);
const instant = {
  timeZone: 'Etc/UTC',
  quietHours: null,
  digest: { every: 'instant' as const, atHour: 8 },
  tier: 'pro' as const,
};

it('tells the paying at once, and the others when their tier’s delay is over', () => {
  expect(whenToTell(instant, noon, noon)).toEqual({ type: 'now' });
  const free = { ...instant, tier: 'free' as const };
  expect(whenToTell(free, noon, noon)).toEqual({ type: 'later', dueAtMs: noon + 15 * minuteMs });
  expect(whenToTell(free, noon, noon + hourMs)).toEqual({ type: 'now' });
});

it('keeps quiet hours by the time it is, not by when the deal was confirmed', () => {
  const quiet = { ...instant, quietHours: { fromMinute: 13 * 60, toMinute: 14 * 60 } };
  expect(whenToTell(quiet, noon, noon)).toEqual({ type: 'now' });
  expect(whenToTell(quiet, noon, noon + hourMs)).toEqual({ type: 'later', dueAtMs: noon + 2 * hourMs });
  expect(whenToTell({ ...quiet, tier: 'free' }, noon + 50 * minuteMs, noon + 50 * minuteMs)).toEqual({
    type: 'later',
    dueAtMs: noon + 2 * hourMs,
  });
});

it('puts a deal in the same digest whenever it is selected, so that it can be told in none twice', () => {
  const daily = { ...instant, digest: { every: 'daily' as const, atHour: 18 } };
  const first = whenToTell(daily, noon, noon);
  expect(first).toEqual({ type: 'digest', dueAtMs: noon + 6 * hourMs });
  expect(whenToTell(daily, noon, noon + 30 * hourMs)).toEqual(first);
});
