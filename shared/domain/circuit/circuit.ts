import * as z from 'zod';
import { addOutcomes, countOutcomes, type OutcomeCounts, outcomeSlot } from './outcome-window.ts';

const common = {
  /** Failures in the window; while not closed, those that opened it and those of probes since. */
  failureCount: z.int().min(0),
  lastFailureAtMs: z.number().nullable(),
  updatedAtMs: z.number(),
};

/**
 * A circuit breaker (PH-5; the pattern of Nygard, "Release It!"). `closed` lets calls pass and counts their outcomes;
 * `open` refuses until `nextRetryAtMs` (null: an operator opened it, and it stays so); `half-open` lets exactly one
 * probe pass. The probe is a lease, so that a prober that dies does not keep the circuit from closing.
 */
export const circuitSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('closed'), window: z.array(outcomeSlot), ...common }),
  z.object({ state: z.literal('open'), openedAtMs: z.number(), nextRetryAtMs: z.number().nullable(), ...common }),
  z.object({
    state: z.literal('half-open'),
    openedAtMs: z.number(),
    nextRetryAtMs: z.number().nullable(),
    probe: z.object({ holder: z.string(), leaseUntilMs: z.number() }),
    ...common,
  }),
]);
export type Circuit = Readonly<z.infer<typeof circuitSchema>>;

export const circuitPolicy = {
  windowMs: 5 * 60_000,
  minimumSample: 10,
  /** Opens when more than this share of the window's calls failed. */
  openAboveRate: 0.5,
  openForMs: 15 * 60_000,
  probeLeaseMs: 2 * 60_000,
} as const;

/** `refused` may be asked again at `retryAtMs`; `probe` must be claimed with `startProbe` before the call. */
type Admission =
  | { readonly type: 'admitted' }
  | { readonly type: 'probe' }
  | { readonly type: 'refused'; readonly retryAtMs: number };

export function newCircuit(nowMs: number): Circuit {
  return { state: 'closed', window: [], failureCount: 0, lastFailureAtMs: null, updatedAtMs: nowMs };
}

export function admission(circuit: Circuit, nowMs: number): Admission {
  switch (circuit.state) {
    case 'closed':
      return { type: 'admitted' };
    case 'open':
      if (circuit.nextRetryAtMs === null) return { type: 'refused', retryAtMs: nowMs + circuitPolicy.openForMs };
      return probeFrom(circuit.nextRetryAtMs, nowMs);
    case 'half-open':
      return probeFrom(circuit.probe.leaseUntilMs, nowMs);
  }
}

function probeFrom(atMs: number, nowMs: number): Admission {
  return nowMs >= atMs ? { type: 'probe' } : { type: 'refused', retryAtMs: atMs };
}

/** The one probe is `holder`'s until it settles or its lease ends. Only where `admission` says `probe`. */
export function startProbe(circuit: Circuit, holder: string, nowMs: number): Circuit {
  if (admission(circuit, nowMs).type !== 'probe' || circuit.state === 'closed')
    throw new RangeError(`no probe may start while ${circuit.state}`);
  const probe = { holder, leaseUntilMs: nowMs + circuitPolicy.probeLeaseMs };
  const { openedAtMs, nextRetryAtMs, failureCount, lastFailureAtMs } = circuit;
  return { state: 'half-open', openedAtMs, nextRetryAtMs, probe, failureCount, lastFailureAtMs, updatedAtMs: nowMs };
}

/** Success closes, failure opens again for the whole time; a prober whose lease another has taken over changes nothing. */
export function settleProbe(circuit: Circuit, holder: string, outcome: 'success' | 'failure', nowMs: number): Circuit {
  if (circuit.state !== 'half-open' || circuit.probe.holder !== holder) return circuit;
  if (outcome === 'success') return closeCircuit(circuit, nowMs);
  return {
    state: 'open',
    openedAtMs: circuit.openedAtMs,
    nextRetryAtMs: nowMs + circuitPolicy.openForMs,
    failureCount: circuit.failureCount + 1,
    lastFailureAtMs: nowMs,
    updatedAtMs: nowMs,
  };
}

/** Counts the outcomes of calls a closed circuit admitted. Late ones, of calls from before it opened, are ignored. */
export function settleOutcomes(circuit: Circuit, counts: OutcomeCounts, nowMs: number): Circuit {
  if (circuit.state !== 'closed') return circuit;
  const window = addOutcomes(circuit.window, counts, nowMs, circuitPolicy.windowMs);
  const { successes, failures } = countOutcomes(window);
  const lastFailureAtMs = counts.failures > 0 ? nowMs : circuit.lastFailureAtMs;
  const calls = successes + failures;
  if (counts.failures > 0 && calls >= circuitPolicy.minimumSample && failures / calls > circuitPolicy.openAboveRate)
    return openCircuit({ failureCount: failures, lastFailureAtMs }, nowMs, nowMs + circuitPolicy.openForMs);
  return { state: 'closed', window, failureCount: failures, lastFailureAtMs, updatedAtMs: nowMs };
}

function openCircuit(
  past: { readonly failureCount: number; readonly lastFailureAtMs: number | null },
  nowMs: number,
  nextRetryAtMs: number | null,
): Circuit {
  const { failureCount, lastFailureAtMs } = past;
  return { state: 'open', openedAtMs: nowMs, nextRetryAtMs, failureCount, lastFailureAtMs, updatedAtMs: nowMs };
}

/** An operator's: stays open until an operator closes or resets it. */
export function holdOpen(circuit: Circuit, nowMs: number): Circuit {
  return openCircuit(circuit, nowMs, null);
}

/** Calls pass again and are counted anew; when it last failed is still told. */
export function closeCircuit(circuit: Circuit, nowMs: number): Circuit {
  return { ...newCircuit(nowMs), lastFailureAtMs: circuit.lastFailureAtMs };
}
