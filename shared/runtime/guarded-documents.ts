import {
  admission,
  type Circuit,
  newCircuit,
  settleOutcomes,
  settleProbe,
  startProbe,
} from '../domain/circuit/circuit.ts';
import type { Clock } from '../ports/clock.ts';
import {
  AlreadyExistsError,
  ConflictError,
  ContentionError,
  type DocumentReader,
  type Documents,
  InvalidRequestError,
  NotFoundError,
} from '../ports/documents.ts';
import { PermanentError, TransientError } from './errors.ts';
import { retry, retryPolicies } from './retry.ts';
import type { CircuitChange } from './shared-circuit.ts';

/** Answers of a store that works: what was asked could not be, and asking again as it is will not help. */
const answers = [
  AlreadyExistsError,
  ConflictError,
  ContentionError,
  InvalidRequestError,
  NotFoundError,
  PermanentError,
];

/**
 * The store with PH-4's retries and a circuit breaker of its own, which lives in this process: a store that is down
 * cannot keep the state of its breaker. While open, every call throws a TransientError at once.
 * A repeated write finds its first try done where only the answer was lost; handlers are idempotent for that.
 */
export function guardDocuments(
  documents: Documents,
  options: { readonly clock: Clock; readonly onChange?: (change: CircuitChange) => void },
): Documents {
  const { clock } = options;
  const self = 'this-process';
  let circuit: Circuit = newCircuit(clock.nowMs());
  /** What decisions threw by themselves: no failure of the store, and no reason to ask it again. */
  const ownErrors = new WeakSet<object>();
  const isAnswer = (error: unknown) =>
    answers.some((type) => error instanceof type) || (error instanceof Error && ownErrors.has(error));

  const become = (next: Circuit) => {
    const from = circuit.state;
    circuit = next;
    if (next.state !== from) options.onChange?.({ service: 'store', from, circuit });
  };

  const settle = (outcome: 'success' | 'failure') => {
    const counts = { successes: outcome === 'success' ? 1 : 0, failures: outcome === 'failure' ? 1 : 0 };
    const nowMs = clock.nowMs();
    become(
      circuit.state === 'half-open'
        ? settleProbe(circuit, self, outcome, nowMs)
        : settleOutcomes(circuit, counts, nowMs),
    );
  };

  const attempt = async <R>(call: () => Promise<R>): Promise<R> => {
    const decided = admission(circuit, clock.nowMs());
    if (decided.type === 'refused') throw new TransientError('the document store is not answering');
    if (decided.type === 'probe') become(startProbe(circuit, self, clock.nowMs()));
    try {
      const result = await call();
      settle('success');
      return result;
    } catch (error) {
      settle(isAnswer(error) ? 'success' : 'failure');
      throw error;
    }
  };

  const guarded = <R>(call: () => Promise<R>): Promise<R> =>
    retry(retryPolicies.store, () => attempt(call), {
      clock,
      isPassing: (end) => end.type === 'threw' && !isAnswer(end.error) && circuit.state === 'closed',
    });

  return {
    get: (key) => guarded(() => documents.get(key)),
    getAll: (keys) => guarded(() => documents.getAll(keys)),
    write: (writes) => guarded(() => documents.write(writes)),
    transaction: (decide) => guarded(() => documents.transaction(ownErrorsMarked(decide, ownErrors))),
    query: (query) => guarded(() => documents.query(query)),
    count: (query) => guarded(() => documents.count(query)),
  };
}

/** The decision as it is, except that what it throws is noted, unless a read of the store threw it. */
function ownErrorsMarked<R>(decide: (read: DocumentReader) => Promise<R>, ownErrors: WeakSet<object>) {
  return async (reader: DocumentReader): Promise<R> => {
    const ofStore = new Set<unknown>();
    const noted = async <A>(reading: Promise<A>): Promise<A> => {
      try {
        return await reading;
      } catch (error) {
        ofStore.add(error);
        throw error;
      }
    };
    try {
      return await decide({ get: (key) => noted(reader.get(key)), getAll: (keys) => noted(reader.getAll(keys)) });
    } catch (error) {
      if (error instanceof Error && !ofStore.has(error)) ownErrors.add(error);
      throw error;
    }
  };
}
