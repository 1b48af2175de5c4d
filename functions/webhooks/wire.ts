import { openPayments } from '../../shared/adapters/open-payments.ts';
import { httpFunction } from '../../shared/runtime/function.ts';
import { stripeEndpoints } from './stripe.ts';

export const wire = httpFunction('webhooks', (server, platform) => {
  stripeEndpoints(server, platform, openPayments(platform));
});
