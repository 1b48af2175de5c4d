import type { Subscriber } from '../../documents/subscriber.ts';
import { defaultDeliveryRules } from './delivery-rules.ts';

/** A subscriber who has chosen nothing yet: told of everything, on the free tier, unless the values say otherwise. */
export function newSubscriber(
  values: Pick<Subscriber, 'locale' | 'timeZone' | 'unsubscribeToken' | 'createdAtMs'> & Partial<Subscriber>,
): Subscriber {
  return {
    active: true,
    isSuspended: false,
    filter: {},
    delivery: defaultDeliveryRules,
    tier: 'free',
    pushSubscriptions: [],
    mailOff: null,
    destinations: {},
    indexed: null,
    ...values,
  };
}
