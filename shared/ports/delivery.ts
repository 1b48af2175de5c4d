/** One mail, rendered. Frozen with the claim and sent byte for byte. */
export interface Mail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * How handing over ended. `unknown`: the request left but no answer came, so it may or may not have been sent;
 * repeating it is safe only with the same idempotency key and within the provider's key lifetime.
 * `accepted`: one provider id for each, null for one that the provider refused for good while it took the others.
 * `rejected`: the provider will never take it. `expired`: the address is no more. `unavailable`: not taken, may be later.
 */
export type DeliveryOutcome =
  | { readonly type: 'accepted'; readonly providerIds: readonly (string | null)[] }
  | { readonly type: 'rejected'; readonly reason: string }
  | { readonly type: 'expired'; readonly reason: string }
  | { readonly type: 'unavailable'; readonly reason: string; readonly retryAfterMs?: number }
  | { readonly type: 'unknown'; readonly reason: string; readonly retryAfterMs?: number };

/** Sends up to 100 mails in one request under one idempotency key; `providerIds` in the order of the mails, null for one that was refused. */
export interface MailDelivery {
  send(mails: readonly Mail[], idempotencyKey: string, signal: AbortSignal): Promise<DeliveryOutcome>;
}

/** A browser's push subscription (Push API, W3C). */
export interface PushSubscription {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** Sends one web push (RFC 8030). `topic` replaces an undelivered push of the same topic; `expired` = remove it. */
export interface PushDelivery {
  send(
    subscription: PushSubscription,
    payload: string,
    options: { readonly topic: string; readonly ttlSeconds: number; readonly urgency: 'normal' | 'high' },
    signal: AbortSignal,
  ): Promise<DeliveryOutcome>;
}
