import { admission, newCircuit, settleProbe, startProbe } from '../domain/circuit/circuit.ts';
import type { OutcomeCounts } from '../domain/circuit/outcome-window.ts';
import { isSettlingDue, maySettleLate, noOutcomes, type PendingOutcomes } from '../domain/circuit/settling.ts';
import type { Clock, Random } from '../ports/clock.ts';
import type { Documents } from '../ports/documents.ts';
import type { Log } from './log.ts';
import { type CircuitChange, type CircuitCopy, type SharedCircuit, shareCircuit } from './shared-circuit.ts';

export type Outcome = 'success' | 'failure';

type GuardAdmission =
  | { readonly type: 'admitted'; readonly probe: boolean }
  | { readonly type: 'refused'; readonly retryAtMs: number };

/** Asks and tells the shared circuit breakers (PH-5) for one instance. Never throws: a guard must not fail a call. */
export interface BreakerGuard {
  /** Whether the service may be called now. Every admitted call is followed by `record`. */
  admit(service: string): Promise<GuardAdmission>;
  record(service: string, outcome: Outcome): Promise<void>;
  /** At the end of a request: settles what other instances have to know. */
  flush(): Promise<void>;
}

interface BreakerGuardOptions {
  readonly documents: Documents;
  readonly clock: Clock;
  readonly random: Random;
  /** Called once for each change of state, by the instance that made it. */
  readonly onChange?: (change: CircuitChange) => void;
  /** The store failed; the guard went on without it. */
  readonly onError?: (service: string, error: unknown) => void;
}

/** Tells the log what happens to breakers. */
export const breakerLog = (log: Log): Pick<BreakerGuardOptions, 'onChange' | 'onError'> => ({
  onChange: ({ service, from, circuit }) => log.warn('a circuit breaker changed', { service, from, to: circuit.state }),
  onError: (service, error) => log.warn('a circuit breaker could not be read or written', { service }, error),
});

const copyMaxAgeMs = 5_000;
/** How long the guard does without a store that failed. */
const storePauseMs = 5_000;

export function createBreakerGuard(options: BreakerGuardOptions): BreakerGuard {
  const services = new Map<string, GuardedService>();
  const guardOf = (service: string): GuardedService => {
    const guard = services.get(service) ?? new GuardedService(service, options);
    services.set(service, guard);
    return guard;
  };
  return {
    admit: (service) => guardOf(service).admit(),
    record: (service, outcome) => guardOf(service).record(outcome),
    flush: async () => {
      await Promise.all([...services.values()].map((guard) => guard.flush()));
    },
  };
}

/** What this instance knows of one service's circuit, and what it has not told yet. */
class GuardedService {
  readonly #service: string;
  readonly #options: BreakerGuardOptions;
  readonly #shared: SharedCircuit;
  #copy: CircuitCopy | undefined;
  #reading: Promise<CircuitCopy> | undefined;
  #pending: PendingOutcomes = noOutcomes;
  /** One settlement at a time. */
  #settling: Promise<void> = Promise.resolve();
  #settleNotBeforeMs = 0;
  /** The nonce of the probe this instance has under way. */
  #probe: string | undefined;

  constructor(service: string, options: BreakerGuardOptions) {
    this.#service = service;
    this.#options = options;
    this.#shared = shareCircuit(service, options.documents, options.clock, options.onChange);
  }

  async admit(): Promise<GuardAdmission> {
    try {
      const { circuit } = await this.#freshCopy();
      const decided = admission(circuit, this.#nowMs());
      if (decided.type === 'refused') return decided;
      return decided.type === 'probe' ? await this.#claimProbe() : { type: 'admitted', probe: false };
    } catch (error) {
      this.#options.onError?.(this.#service, error);
      // Not asked again for a while: a store that is down must not slow every call as well.
      this.#copy = { circuit: newCircuit(this.#nowMs()), version: null, readAtMs: this.#nowMs() };
      return { type: 'admitted', probe: false };
    }
  }

  async record(outcome: Outcome): Promise<void> {
    // Calls from before the circuit opened have ended long since: a circuit stays open longer than any call lives.
    if (this.#probe) return this.#settleProbe(this.#probe, outcome);
    const one = { successes: outcome === 'success' ? 1 : 0, failures: outcome === 'failure' ? 1 : 0 };
    this.#pending = addPending(this.#pending, one, this.#nowMs());
    if (isSettlingDue(this.#pending, this.#circuit(), this.#nowMs())) await this.#settle();
  }

  async flush(): Promise<void> {
    const isLate = maySettleLate(this.#pending, this.#circuit());
    if (!isLate || isSettlingDue(this.#pending, this.#circuit(), this.#nowMs())) await this.#settle();
  }

  #nowMs(): number {
    return this.#options.clock.nowMs();
  }

  #circuit() {
    return this.#copy?.circuit ?? newCircuit(this.#nowMs());
  }

  /** Calls that start while the document is being read share the one read. */
  async #freshCopy(): Promise<CircuitCopy> {
    if (this.#copy && this.#nowMs() - this.#copy.readAtMs < copyMaxAgeMs) return this.#copy;
    this.#reading ??= this.#shared.read().finally(() => {
      this.#reading = undefined;
    });
    const read = await this.#reading;
    // A change made here meanwhile is newer than what was read.
    if (!this.#copy || this.#copy.readAtMs < read.readAtMs) this.#copy = read;
    return this.#copy;
  }

  async #claimProbe(): Promise<GuardAdmission> {
    const holder = this.#options.random.nonce();
    this.#copy = await this.#shared.change((circuit, nowMs) =>
      admission(circuit, nowMs).type === 'probe' ? startProbe(circuit, holder, nowMs) : circuit,
    );
    const { circuit } = this.#copy;
    if (circuit.state === 'half-open' && circuit.probe.holder === holder) {
      this.#probe = holder;
      return { type: 'admitted', probe: true };
    }
    const decided = admission(circuit, this.#nowMs());
    return decided.type === 'refused' ? decided : { type: 'admitted', probe: false };
  }

  async #settleProbe(holder: string, outcome: Outcome): Promise<void> {
    this.#probe = undefined;
    try {
      this.#copy = await this.#shared.change((circuit, nowMs) => settleProbe(circuit, holder, outcome, nowMs));
    } catch (error) {
      // The lease ends by itself, and another call probes.
      this.#options.onError?.(this.#service, error);
    }
  }

  #settle(): Promise<void> {
    this.#settling = this.#settling.then(async () => {
      const counts = this.#pending;
      if (counts === noOutcomes || this.#nowMs() < this.#settleNotBeforeMs) return;
      this.#pending = noOutcomes;
      try {
        this.#copy = await this.#shared.settle(counts, this.#copy);
      } catch (error) {
        // Told later, with what comes until then.
        this.#pending = addPending(this.#pending, counts, counts.sinceMs);
        this.#settleNotBeforeMs = this.#nowMs() + storePauseMs;
        this.#options.onError?.(this.#service, error);
      }
    });
    return this.#settling;
  }
}

function addPending(pending: PendingOutcomes, counts: OutcomeCounts, atMs: number): PendingOutcomes {
  return {
    successes: pending.successes + counts.successes,
    failures: pending.failures + counts.failures,
    sinceMs: pending === noOutcomes ? atMs : Math.min(pending.sinceMs, atMs),
  };
}
