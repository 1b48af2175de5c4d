import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock, Random } from '../ports/clock.ts';

/** The machine's own time. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  sleep: async (ms, signal) => {
    try {
      await wait(ms, undefined, signal ? { signal } : {});
    } catch (error) {
      // Node wraps the reason; callers are promised the reason itself.
      throw signal?.aborted ? signal.reason : error;
    }
  },
};

/** The machine's own chance. */
export const systemRandom: Random = {
  fraction: () => Math.random(),
  nonce: () => randomBytes(16).toString('base64url'),
};
