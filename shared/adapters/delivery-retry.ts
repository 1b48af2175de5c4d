import type { Clock } from '../ports/clock.ts';
import type { DeliveryOutcome } from '../ports/delivery.ts';
import { retry, retryPolicies } from '../runtime/retry.ts';

/**
 * PH-4 for hand-overs that may be repeated: tried again while the outcome is `unavailable` or `unknown`, at most three
 * times. A long pause the provider asks for is not waited for but handed on in the outcome. Once an attempt was
 * `unknown`, so is the whole, even when a later one was surely not taken.
 */
export async function retryDelivery(
  attempt: () => Promise<DeliveryOutcome>,
  options: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<DeliveryOutcome> {
  let isUnsure = false;
  const observed = async () => {
    const outcome = await attempt();
    isUnsure ||= outcome.type === 'unknown';
    return outcome;
  };
  const outcome = await retry(retryPolicies.notification, observed, {
    ...options,
    isPassing: (end) => end.type === 'returned' && ['unavailable', 'unknown'].includes(end.value.type),
    retryAfterMs: (end) =>
      end.type === 'returned' && end.value.type === 'unavailable' ? end.value.retryAfterMs : undefined,
  });
  return isUnsure && outcome.type === 'unavailable' ? { ...outcome, type: 'unknown' } : outcome;
}
