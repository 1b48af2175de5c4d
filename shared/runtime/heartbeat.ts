import { heartbeats } from '../documents/heartbeat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Documents } from '../ports/documents.ts';
import type { Log } from './log.ts';

const everyMs = 60_000;

/** A function's proof of life: one small write a minute and instance, inside a request. */
export interface Heartbeat {
  beat(): Promise<void>;
}

/**
 * Beats while a request is handled, so that nobody waits for the write; to be awaited before the answer, after which
 * nothing may be under way. Never rejects: that an instance cannot say that it is alive is no reason not to work.
 */
export function beatBeside(heartbeat: Heartbeat, log: Log, functionName: string): Promise<void> {
  return heartbeat.beat().catch((error: unknown) => {
    log.warn('no heartbeat could be written', { function: functionName }, error);
  });
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
        // Not beaten: the next request tries again.
        lastMs = Number.NEGATIVE_INFINITY;
        throw error;
      }
    },
  };
}
