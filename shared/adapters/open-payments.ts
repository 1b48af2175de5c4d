import type { Payments } from '../ports/payments.ts';
import { splitKeys } from '../runtime/field-cipher.ts';
import type { Platform } from '../runtime/platform.ts';

/**
 * Stripe where there is a key, else the demo checkout where the demo runs; undefined where payments are off. Loaded when
 * somebody first needs it.
 */
export function openPayments(platform: Platform): () => Promise<Payments | undefined> {
  const { secrets, settings, clock } = platform;
  let open: { readonly keys: string; readonly payments: Payments } | undefined;
  return async () => {
    const [apiKey, signing] = await Promise.all([secrets.get('STRIPE_API_KEY'), secrets.get('STRIPE_WEBHOOK_SECRETS')]);
    const keys = JSON.stringify([apiKey, signing]);
    if (open?.keys === keys) return open.payments;
    if (!apiKey && !platform.outbox) return undefined;
    const payments = apiKey
      ? (await import('./stripe.ts')).createStripePayments({
          apiKey,
          baseUrl: settings.stripeUrl,
          signingSecrets: signing ? splitKeys(signing, 'STRIPE_WEBHOOK_SECRETS') : [],
          clock,
        })
      : settings.demo
        ? (await import('./demo-payments.ts')).createDemoPayments({ ...platform, publicUrl: settings.publicUrl })
        : undefined;
    if (payments) open = { keys, payments };
    return payments;
  };
}
