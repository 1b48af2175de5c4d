import { describe, expect, test } from 'vitest';
import { type Attempt, retry, retryPolicies } from '../../shared/runtime/retry.ts';
import { ManualClock } from '../support/manual-clock.ts';

const everything = () => true;

function failing(answers: readonly (string | Error)[]) {
  const calls: number[] = [];
  const operation = async (attemptNumber: number) => {
    calls.push(attemptNumber);
    const answer = answers[attemptNumber - 1] ?? 'good';
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { calls, operation };
}

const isBusy = (attempt: Attempt<string>) => attempt.type === 'threw' || attempt.value === 'busy';

describe('retry', () => {
  test('a scrape is tried again after 1, 2 and 4 seconds, and the fourth answer is final', async () => {
    const clock = new ManualClock(0, { autoAdvance: true });
    const { calls, operation } = failing(['busy', 'busy', 'busy', 'busy', 'good']);
    expect(await retry(retryPolicies.scrape, operation, { clock, isPassing: isBusy })).toBe('busy');
    expect(calls).toEqual([1, 2, 3, 4]);
    expect(clock.sleptMs).toEqual([1_000, 2_000, 4_000]);
  });

  test('a store is tried twice more at one second, and its last error is thrown', async () => {
    const clock = new ManualClock(0, { autoAdvance: true });
    const { operation } = failing([new Error('first'), new Error('second'), new Error('third')]);
    await expect(retry(retryPolicies.store, operation, { clock, isPassing: everything })).rejects.toThrow('third');
    expect(clock.sleptMs).toEqual([1_000, 1_000]);
  });

  test('what does not pass is not tried again', async () => {
    const clock = new ManualClock(0, { autoAdvance: true });
    const { calls, operation } = failing(['refused']);
    expect(await retry(retryPolicies.scrape, operation, { clock, isPassing: isBusy })).toBe('refused');
    expect(calls).toEqual([1]);
  });

  test('a longer Retry-After is kept, a shorter one does not shorten the pause', async () => {
    const clock = new ManualClock(0, { autoAdvance: true });
    const { operation } = failing(['busy', 'busy']);
    const asked = [7_000, 10];
    await retry(retryPolicies.notification, operation, {
      clock,
      isPassing: isBusy,
      retryAfterMs: () => asked.shift(),
    });
    expect(clock.sleptMs).toEqual([7_000, 2_000]);
  });

  test('a Retry-After that is too long to wait for ends it at once', async () => {
    const clock = new ManualClock(0, { autoAdvance: true });
    const { calls, operation } = failing(['busy']);
    const result = await retry(retryPolicies.notification, operation, {
      clock,
      isPassing: isBusy,
      retryAfterMs: () => 3_600_000,
    });
    expect(result).toBe('busy');
    expect(calls).toEqual([1]);
    expect(clock.sleptMs).toEqual([]);
  });

  test('a deadline in the pause ends it with the last answer', async () => {
    const clock = new ManualClock(0);
    const deadline = new AbortController();
    const { calls, operation } = failing(['busy', 'good']);
    const result = retry(retryPolicies.scrape, operation, {
      clock,
      signal: deadline.signal,
      isPassing: isBusy,
      onRetry: () => queueMicrotask(() => deadline.abort(new Error('deadline'))),
    });
    expect(await result).toBe('busy');
    expect(calls).toEqual([1]);
  });

  test('nothing is tried again once the deadline has passed', async () => {
    const clock = new ManualClock(0, { autoAdvance: true });
    const { calls, operation } = failing(['busy']);
    await retry(retryPolicies.scrape, operation, { clock, signal: AbortSignal.abort(), isPassing: isBusy });
    expect(calls).toEqual([1]);
    expect(clock.sleptMs).toEqual([]);
  });
});
