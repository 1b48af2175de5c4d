import { describe, expect, it } from 'vitest';
import { type FailedSignIns, throttleSignIn } from '../../../shared/domain/account/sign-in-throttle.ts';

/** Tries as often as it may within a time; gives the instants of the attempts. */
function guess(forMs: number): number[] {
  const attempts: number[] = [];
  let failed: FailedSignIns | undefined;
  let nowMs = 1_000_000;
  const endMs = nowMs + forMs;
  while (nowMs < endMs) {
    const may = throttleSignIn(failed, nowMs);
    if (may.type === 'wait') nowMs = may.untilMs;
    else {
      attempts.push(nowMs);
      failed = may.counted;
    }
  }
  return attempts;
}

describe('attempts to sign in', () => {
  it('are free four times, then wait ever longer, up to a quarter of an hour', () => {
    const at = guess(3 * 3_600_000);
    const waits = at.slice(1).map((ms, i) => (ms - (at[i] ?? 0)) / 1_000);
    expect(waits.slice(0, 14)).toEqual([0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900]);
  });

  it('are few in a day, however patient', () => expect(guess(86_400_000).length).toBeLessThan(120));

  it('are forgotten a day after the last', () => {
    const failed = { count: 50, lastAtMs: 0 };
    expect(throttleSignIn(failed, 60_000).type).toBe('wait');
    expect(throttleSignIn(failed, 86_400_000)).toEqual({ type: 'try', counted: { count: 1, lastAtMs: 86_400_000 } });
  });
});
