import type { Clock } from '../ports/clock.ts';
import type { DeliveryOutcome } from '../ports/delivery.ts';
import { retry, retryPolicies } from '../runtime/retry.ts';

/**
 * PH-4 for hand-overs that may be repeated: tried again while the outcome is `unavailable` or `unknown`, at most three
 * times. A long pause the provider asks for is not waited for but handed on in the outcome.
 */
export function retryDelivery(
  attempt: () => Promise<DeliveryOutcome>,
  options: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<DeliveryOutcome> {
  return retry(retryPolicies.notification, attempt, {
    ...options,
    isPassing: (end) => end.type === 'returned' && ['unavailable', 'unknown'].includes(end.value.type),
    retryAfterMs: (end) =>
      end.type === 'returned' && end.value.type === 'unavailable' ? end.value.retryAfterMs : undefined,
  });
}
