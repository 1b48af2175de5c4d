import { createHash } from 'node:crypto';
import { Agent, type Dispatcher, request } from 'undici';
import webPush from 'web-push';
import { retryAfterMs } from '../domain/fetching/retry-after.ts';
import type { Clock } from '../ports/clock.ts';
import type { DeliveryOutcome, PushDelivery, PushSubscription } from '../ports/delivery.ts';
import { retryDelivery } from './delivery-retry.ts';
import { watchDeparture } from './departure.ts';

/** The key pair that names this service to push services (VAPID, RFC 8292), URL-safe Base64. */
export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

export interface WebPushOptions {
  readonly vapid: VapidKeys;
  /** Who answers for the pushes: a `mailto:` or `https:` URL. */
  readonly contact: string;
  readonly clock: Clock;
  /** Endpoints are given by browsers, that is by anybody: outside of tests one that connects to public addresses only. */
  readonly dispatcher?: Dispatcher;
  /** Hosts (with port) that may be reached without TLS: a local push service. */
  readonly plainHttpHosts?: readonly string[];
}

/** What every push service takes (RFC 8030 section 7.2), less the 103 bytes encryption adds (RFC 8291). */
const payloadLimitBytes = 4_096 - 103;

export function createVapidKeys(): VapidKeys {
  return webPush.generateVAPIDKeys();
}

/**
 * Web push: the web-push library encrypts and signs, and the request goes through our own dispatcher, because the
 * library can neither be aborted nor kept away from private addresses. `topic` lets a repeated push replace the first.
 */
export function createWebPushDelivery(options: WebPushOptions): PushDelivery {
  const { clock, vapid, contact } = options;
  const agent = options.dispatcher ?? new Agent();
  const plainHttpHosts = new Set(options.plainHttpHosts);

  const attempt = async (
    endpoint: URL,
    details: webPush.RequestDetails,
    signal: AbortSignal,
  ): Promise<DeliveryOutcome> => {
    const departure = watchDeparture(agent);
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
    } catch {
      const reason = `push: ${signal.aborted ? 'no answer in time' : 'the connection failed'}`;
      return departure.hasLeft() ? { type: 'unknown', reason } : { type: 'unavailable', reason };
    }
  };

  const send: PushDelivery['send'] = async (subscription, payload, { topic, ttlSeconds, urgency }, signal) => {
    const endpoint = URL.parse(subscription.endpoint);
    if (!endpoint || !isAllowed(endpoint, plainHttpHosts))
      return { type: 'expired', reason: 'push: an endpoint that is no https URL' };
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

function isAllowed(endpoint: URL, plainHttpHosts: ReadonlySet<string>): boolean {
  return endpoint.protocol === 'https:' || (endpoint.protocol === 'http:' && plainHttpHosts.has(endpoint.host));
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
