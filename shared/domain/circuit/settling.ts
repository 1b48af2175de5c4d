import { type Circuit, circuitPolicy, settleOutcomes } from './circuit.ts';
import { countOutcomes, type OutcomeCounts } from './outcome-window.ts';

/** Outcomes one instance has seen and not yet told the others; `sinceMs` is when the first of them came. */
export interface PendingOutcomes extends OutcomeCounts {
  readonly sinceMs: number;
}

/** When an instance tells the shared circuit what it has seen: the numbers bound both staleness and cost. */
const settlingPolicy = {
  outcomes: 20,
  ageMs: 5_000,
  /** Successes alone argue for what is the case anyway, so they may be told late. */
  lazyOutcomes: 100,
  lazyAgeMs: 60_000,
} as const;

export const noOutcomes: PendingOutcomes = { successes: 0, failures: 0, sinceMs: 0 };

/** Whether the outcomes are to be settled at once, in the middle of a request. */
export function isSettlingDue(pending: PendingOutcomes, circuit: Circuit, nowMs: number): boolean {
  const count = pending.successes + pending.failures;
  if (count === 0) return false;
  const ageMs = nowMs - pending.sinceMs;
  if (maySettleLate(pending, circuit)) return count >= settlingPolicy.lazyOutcomes || ageMs >= settlingPolicy.lazyAgeMs;
  const changesState = settleOutcomes(circuit, pending, nowMs).state !== circuit.state;
  return changesState || count >= settlingPolicy.outcomes || ageMs >= settlingPolicy.ageMs;
}

/** Successes alone, of a circuit that is far from opening: nobody decides otherwise for not knowing them yet. */
export function maySettleLate(pending: PendingOutcomes, circuit: Circuit): boolean {
  if (pending.failures > 0 || circuit.state !== 'closed') return false;
  const { successes, failures } = countOutcomes(circuit.window);
  return failures <= ((successes + failures) * circuitPolicy.openAboveRate) / 2;
}
