import { breakers } from '../documents/breaker.ts';
import { type Circuit, newCircuit, settleOutcomes } from '../domain/circuit/circuit.ts';
import type { OutcomeCounts } from '../domain/circuit/outcome-window.ts';
import type { Clock } from '../ports/clock.ts';
import { AlreadyExistsError, ConflictError, type Documents } from '../ports/documents.ts';

export interface CircuitChange {
  readonly service: string;
  readonly from: Circuit['state'];
  readonly circuit: Circuit;
}

/** A shared circuit as it was at `readAtMs`. */
export interface CircuitCopy {
  readonly circuit: Circuit;
  /** Of the document; undefined where there is none, null where it has been written since it was read. */
  readonly version: string | undefined | null;
  readonly readAtMs: number;
}

/** The document of one service's circuit; `onChange` hears of each change of state once, where it was made. */
export interface SharedCircuit {
  read(): Promise<CircuitCopy>;
  /** One step of the circuit as a transaction. */
  change(step: (circuit: Circuit, nowMs: number) => Circuit): Promise<CircuitCopy>;
  /** Adds outcomes: a plain write under the version read, and a transaction only when they change the state. */
  settle(counts: OutcomeCounts, known: CircuitCopy | undefined): Promise<CircuitCopy>;
}

export function shareCircuit(
  service: string,
  documents: Documents,
  clock: Clock,
  onChange: ((change: CircuitChange) => void) | undefined,
): SharedCircuit {
  const read = async (): Promise<CircuitCopy> => {
    const readAtMs = clock.nowMs();
    const stored = await breakers.get(documents, service);
    return { circuit: stored?.value ?? newCircuit(readAtMs), version: stored?.version, readAtMs };
  };

  const change = async (step: (circuit: Circuit, nowMs: number) => Circuit): Promise<CircuitCopy> => {
    const nowMs = clock.nowMs();
    const { before, after } = await documents.transaction(async (reader) => {
      const before = (await breakers.get(reader, service))?.value ?? newCircuit(nowMs);
      const after = step(before, nowMs);
      return { writes: after === before ? [] : [breakers.set(service, after)], result: { before, after } };
    });
    if (before.state !== after.state) onChange?.({ service, from: before.state, circuit: after });
    return { circuit: after, version: null, readAtMs: nowMs };
  };

  const settle = async (counts: OutcomeCounts, known: CircuitCopy | undefined): Promise<CircuitCopy> => {
    let base = known && known.version !== null ? known : await read();
    for (let attempt = 1; attempt <= 3; attempt++) {
      const nowMs = clock.nowMs();
      const circuit = settleOutcomes(base.circuit, counts, nowMs);
      if (circuit === base.circuit) return base;
      if (circuit.state !== base.circuit.state) break;
      try {
        const write = base.version ? breakers.set(service, circuit, base.version) : breakers.create(service, circuit);
        await documents.write([write]);
        return { circuit, version: null, readAtMs: nowMs };
      } catch (error) {
        if (!(error instanceof ConflictError || error instanceof AlreadyExistsError)) throw error;
        base = await read();
      }
    }
    return change((circuit, nowMs) => settleOutcomes(circuit, counts, nowMs));
  };

  return { read, change, settle };
}
