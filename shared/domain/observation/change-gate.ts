import type { Money } from '../money/money.ts';
import type { Availability } from './facts.ts';

/** What was seen of an offer at one instant, as far as a change is concerned. A price that could not be read is null. */
export interface SeenState {
  readonly price: Money | null;
  readonly availability: Availability | null;
}

/** Why an offer is looked at: on its own schedule, or to make sure of a suspect price. */
export type LookPurpose = 'scheduled' | 'confirm';

/**
 * Whether an observation goes on to the detector: price, currency or availability differs from the last *seen* value
 * (not the last accepted one), somebody asked to make sure, or a suspect price is `pending` on the offer. The first
 * sight of an offer (`seen` undefined) always passes.
 */
export function passesChangeGate(
  seen: SeenState | undefined,
  current: SeenState,
  purpose: LookPurpose,
  pending: boolean,
): boolean {
  if (seen === undefined || pending || purpose === 'confirm') return true;
  return (
    seen.price?.minor !== current.price?.minor ||
    seen.price?.currency !== current.price?.currency ||
    seen.availability !== current.availability
  );
}
