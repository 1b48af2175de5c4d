import { heartbeats } from '../documents/heartbeat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Documents } from '../ports/documents.ts';

const everyMs = 60_000;

/** A function's proof of life: one small write a minute and instance, inside a request. */
export interface Heartbeat {
  beat(): Promise<void>;
}

export function createHeartbeat(deps: {
  readonly functionName: string;
  readonly catalogue: Documents;
  readonly clock: Clock;
  readonly version: string;
}): Heartbeat {
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    beat: async () => {
      const nowMs = deps.clock.nowMs();
      if (nowMs - lastMs < everyMs) return;
      lastMs = nowMs;
      try {
        await deps.catalogue.write([heartbeats.set(deps.functionName, { atMs: nowMs, version: deps.version })]);
      } catch (error) {
        // Not beaten: the redelivered message tries again.
        lastMs = Number.NEGATIVE_INFINITY;
        throw error;
      }
    },
  };
}
