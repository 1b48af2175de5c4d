import type { DetectorState } from '../detection/detector-state.ts';
import { rememberWrong, settle } from '../detection/quarantine.ts';

/** The state after a price that was never accepted proved wrong: out of quarantine, and known to be wrong. */
export function retractCandidate(state: DetectorState, minor: number): DetectorState {
  const { candidate } = state;
  const emptied = candidate?.minor === minor ? settle(state, { ...candidate, telling: false }, 'error') : state;
  return rememberWrong(emptied, minor);
}
