import { expect, it } from 'vitest';
import { nextRetryMs } from '../../../shared/domain/fetching/retry.ts';
import { retryAfterMs } from '../../../shared/domain/fetching/retry-after.ts';

const nowMs = Date.UTC(2026, 10, 1);

it('waits 1, 2 and 4 seconds before the retries of a passing failure, then no more', () => {
  const waits = [0, 1, 2, 3].map((attempt) => nextRetryMs({ failure: 'connection' }, attempt));
  expect(waits).toEqual([1_000, 2_000, 4_000, undefined]);
});

it.each(['bad-url', 'too-large', 'refused-address', 'robots-disallowed', 'cancelled', 'unknown-host'])(
  'does not repeat what ended as %s',
  (failure) => {
    expect(nextRetryMs({ failure }, 0)).toBeUndefined();
  },
);

it('waits as long as the server asks, if that is not too long to hold a batch', () => {
  expect(nextRetryMs({ failure: 'rate-limited', retryAfterMs: 0 }, 1)).toBe(2_000);
  expect(nextRetryMs({ failure: 'rate-limited', retryAfterMs: 10_000 }, 1)).toBe(10_000);
  expect(nextRetryMs({ failure: 'rate-limited', retryAfterMs: 10_001 }, 1)).toBeUndefined();
});

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
