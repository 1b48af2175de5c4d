import { createHash } from 'node:crypto';
import { request } from 'undici';
import webPush from 'web-push';
import { retryAfterMs } from '../domain/fetching/retry-after.ts';
import { type HostMap, refusedTarget } from '../domain/fetching/target.ts';
import type { Clock } from '../ports/clock.ts';
import type { DeliveryOutcome, PushDelivery, PushSubscription } from '../ports/delivery.ts';
import { retryDelivery } from './delivery-retry.ts';
import { watchDeparture } from './departure.ts';
import { guardedDispatcher } from './http/guarded-connect.ts';
import { RefusedAddressError } from './http/refused-address-error.ts';
import type { VapidKeys } from './vapid-keys.ts';

interface WebPushOptions {
  readonly vapid: VapidKeys;
  /** Who answers for the pushes: a `mailto:` or `https:` URL. */
  readonly contact: string;
  readonly clock: Clock;
  /** Hosts that may be private because the operator named them: a local push service. */
  readonly allowedHosts?: HostMap;
}

/** What every push service takes (RFC 8030 section 7.2), less the 103 bytes encryption adds (RFC 8291). */
const payloadLimitBytes = 4_096 - 103;

/** One request; four of them with their pauses fit into the time of a message. */
const attemptMs = 10_000;

/**
 * Web push: the web-push library encrypts and signs, and the request goes through the guarded connection, for endpoints
 * are given by browsers, that is by anybody, and the library can neither be aborted nor kept away from private
 * addresses. `topic` lets a repeated push replace the first. Keeps its connections: make one for all messages.
 */
export function createWebPushDelivery(options: WebPushOptions): PushDelivery {
  const { clock, vapid, contact } = options;
  const policy = options.allowedHosts ? { allowedHosts: options.allowedHosts } : {};
  const guarded = guardedDispatcher(policy);

  const attempt = async (
    endpoint: URL,
    details: webPush.RequestDetails,
    messageSignal: AbortSignal,
  ): Promise<DeliveryOutcome> => {
    const departure = watchDeparture(guarded);
    const signal = AbortSignal.any([messageSignal, AbortSignal.timeout(attemptMs)]);
    try {
      const { statusCode, headers, body } = await request(endpoint, {
        method: 'POST',
        headers: details.headers,
        body: details.body,
        signal,
        dispatcher: departure.dispatcher,
      });
      await body.dump({ limit: 4_096, signal });
      return answered(
        statusCode,
        single(headers.location),
        retryAfterMs(single(headers['retry-after']), clock.nowMs()),
      );
    } catch (error) {
      if (error instanceof RefusedAddressError) return { type: 'expired', reason: 'push: an address that is refused' };
      const reason = `push: ${signal.aborted ? 'no answer in time' : 'the connection failed'}`;
      return departure.hasLeft() ? { type: 'unknown', reason } : { type: 'unavailable', reason };
    }
  };

  const send: PushDelivery['send'] = async (subscription, payload, { topic, ttlSeconds, urgency }, signal) => {
    const endpoint = URL.parse(subscription.endpoint);
    if (endpoint?.protocol !== 'https:' || refusedTarget(endpoint, policy))
      return { type: 'expired', reason: 'push: an endpoint that is refused' };
    if (Buffer.byteLength(payload) > payloadLimitBytes) return { type: 'rejected', reason: 'push: payload too long' };
    const { Authorization } = webPush.getVapidHeaders(
      endpoint.origin,
      contact,
      vapid.publicKey,
      vapid.privateKey,
      'aes128gcm',
    );
    const details = encrypted(subscription, payload, {
      TTL: ttlSeconds,
      urgency,
      topic: topicName(topic),
      headers: { Authorization },
    });
    if (!details) return { type: 'expired', reason: 'push: keys that cannot be used' };
    return retryDelivery(() => attempt(endpoint, details, signal), { clock, signal });
  };
  return { send };
}

/** Encrypted once, so that a repeated request is the same request. Undefined where the browser's keys are none. */
function encrypted(
  subscription: PushSubscription,
  payload: string,
  options: webPush.RequestOptions,
): webPush.RequestDetails | undefined {
  try {
    return webPush.generateRequestDetails(subscription, payload, options);
  } catch {
    return undefined;
  }
}

/** A topic is at most 32 characters of URL-safe Base64 (RFC 8030 section 5.4); ours may be any text. */
function topicName(topic: string): string {
  return createHash('sha256').update(topic).digest('base64url').slice(0, 32);
}

function answered(status: number, location: string | undefined, askedMs: number | undefined): DeliveryOutcome {
  const reason = `push: ${status}`;
  if (status >= 200 && status < 300) return { type: 'accepted', providerIds: [location ?? ''] };
  if (status === 404 || status === 410) return { type: 'expired', reason };
  if (status === 429 || status === 503)
    return { type: 'unavailable', reason, ...(askedMs === undefined ? {} : { retryAfterMs: askedMs }) };
  return status >= 500 ? { type: 'unknown', reason } : { type: 'rejected', reason };
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
