import * as z from 'zod';
import type { Destination } from '../domain/alert/destination.ts';

/** One mail, rendered. Frozen with the claim and sent byte for byte. */
export const mail = z.object({
  from: z.string(),
  to: z.string(),
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  headers: z.record(z.string(), z.string()),
  /** By which news of the mail find its notification. */
  notificationId: z.string().optional(),
});
export type Mail = Readonly<z.infer<typeof mail>>;

/**
 * How handing over ended. `unknown`: the request left but no answer came, so it may or may not have been sent;
 * repeating it is safe only with the same idempotency key and within the provider's key lifetime.
 * `accepted`: one provider id for each, null for one that the provider refused for good while it took the others.
 * `rejected`: the provider will never take it. `expired`: the address is no more. `unavailable`: not taken, may be later.
 * `isOfAddress`: it lies with the one address, which its owner gave, and says nothing of the service behind many.
 */
export type DeliveryOutcome =
  | { readonly type: 'accepted'; readonly providerIds: readonly (string | null)[] }
  | { readonly type: 'rejected'; readonly reason: string }
  | { readonly type: 'expired'; readonly reason: string }
  | ({ readonly type: 'unavailable' | 'unknown' } & NotTaken);

interface NotTaken {
  readonly reason: string;
  readonly retryAfterMs?: number;
  readonly isOfAddress?: true;
}

/** Sends up to 100 mails in one request under one idempotency key; `providerIds` in the order of the mails, null for one that was refused. */
export interface MailDelivery {
  send(mails: readonly Mail[], idempotencyKey: string, signal: AbortSignal): Promise<DeliveryOutcome>;
}

/** A browser's push subscription (Push API, W3C). */
export const pushSubscription = z.object({
  endpoint: z.string(),
  keys: z.object({ p256dh: z.string(), auth: z.string() }),
});
export type PushSubscription = Readonly<z.infer<typeof pushSubscription>>;

/** Sends one web push (RFC 8030). `topic` replaces an undelivered push of the same topic; `expired` = remove it. */
export interface PushDelivery {
  send(
    subscription: PushSubscription,
    payload: string,
    options: { readonly topic: string; readonly ttlSeconds: number; readonly urgency: 'normal' | 'high' },
    signal: AbortSignal,
  ): Promise<DeliveryOutcome>;
}

/**
 * Sends one message to a chat service or a webhook: its body as JSON, made for the destination's service, without where
 * it goes. `id` names the message to whoever can tell a repetition. `expired` = the destination is no more, or closed to us.
 */
export interface MessageDelivery {
  send(destination: Destination, body: string, id: string, signal: AbortSignal): Promise<DeliveryOutcome>;
}
