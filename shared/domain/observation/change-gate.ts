import type { ScrapePurpose, SeenState } from './observation.ts';

/**
 * Whether an observation goes on to the detector: price, currency or availability differs from the last *seen* value
 * (not the last accepted one), somebody asked to make sure, or a suspect price is `pending` on the offer. The first
 * sight of an offer (`seen` undefined) always passes.
 */
export function passesChangeGate(
  seen: SeenState | undefined,
  current: SeenState,
  purpose: ScrapePurpose,
  pending: boolean,
): boolean {
  if (seen === undefined || pending || purpose === 'confirm') return true;
  return (
    seen.price?.minor !== current.price?.minor ||
    seen.price?.currency !== current.price?.currency ||
    seen.availability !== current.availability
  );
}
