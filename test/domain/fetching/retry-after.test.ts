import { expect, it } from 'vitest';
import { retryAfterMs } from '../../../shared/domain/fetching/retry-after.ts';

const nowMs = Date.UTC(2026, 10, 1);

it.each([
  ['0', 0],
  [' 120 ', 120_000],
  ['99999999999', 24 * 3_600_000],
  ['Sun, 01 Nov 2026 00:01:30 GMT', 90_000],
  ['Sunday, 01-Nov-26 00:01:30 GMT', 90_000],
  ['Sat, 31 Oct 2026 00:00:00 GMT', 0],
  ['Thu, 01 Nov 2035 00:00:00 GMT', 24 * 3_600_000],
  ['-5', undefined],
  ['1.5', undefined],
  ['soon', undefined],
  ['2026', 2_026_000],
  ['', undefined],
  [undefined, undefined],
])('reads Retry-After "%s" as %s ms', (header, expected) => {
  expect(retryAfterMs(header, nowMs)).toBe(expected);
});
