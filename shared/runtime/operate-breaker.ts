import { type Circuit, closeCircuit, holdOpen, newCircuit } from '../domain/circuit/circuit.ts';
import type { Clock } from '../ports/clock.ts';
import type { Documents } from '../ports/documents.ts';
import { type CircuitChange, shareCircuit } from './shared-circuit.ts';

/** `open` holds it open until an operator says otherwise; `close` lets calls pass; `reset` forgets its past as well. */
type BreakerAction = 'open' | 'close' | 'reset';

const steps: Record<BreakerAction, (circuit: Circuit, nowMs: number) => Circuit> = {
  open: holdOpen,
  close: closeCircuit,
  reset: (_, nowMs) => newCircuit(nowMs),
};

/** An operator's hand on a shared breaker (PH-5); gives what it became. Instances follow within 5 s. */
export async function operateBreaker(
  service: string,
  action: BreakerAction,
  on: { readonly documents: Documents; readonly clock: Clock; readonly onChange?: (change: CircuitChange) => void },
): Promise<Circuit> {
  const { circuit } = await shareCircuit(service, on.documents, on.clock, on.onChange).change(steps[action]);
  return circuit;
}
