import { expect, it } from 'vitest';
import { retryFetch } from '../../shared/adapters/retry-fetch.ts';
import { type FetchFailure, type FetchResult, fetchFailures } from '../../shared/ports/page-source.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** Pauses between the attempts of a fetch that fails again and again. */
async function pausesAfter(failure: FetchFailure, retryAfterMs?: number): Promise<readonly number[]> {
  const clock = new ManualClock(0, { autoAdvance: true });
  const asked = retryAfterMs === undefined ? {} : { retryAfterMs };
  const result: FetchResult = { type: 'failed', failure, detail: '', ...asked };
  const signal = new AbortController().signal;
  expect(await retryFetch(async () => result, { clock, signal, delaysMs: undefined })).toBe(result);
  return clock.sleptMs;
}

it('asks three times more after a failure that may pass, and not again after one that stands', async () => {
  const passing = new Set<FetchFailure>([
    'timeout',
    'connection',
    'rate-limited',
    'server-error',
    'browser-failed',
    'proxy-failed',
  ]);
  for (const failure of fetchFailures) {
    expect([failure, await pausesAfter(failure)]).toEqual([failure, passing.has(failure) ? [1_000, 2_000, 4_000] : []]);
  }
});

it('waits as long as the server asks, if that is not too long to hold a batch', async () => {
  expect(await pausesAfter('rate-limited', 10_000)).toEqual([10_000, 10_000, 10_000]);
  expect(await pausesAfter('rate-limited', 10_001)).toEqual([]);
});
