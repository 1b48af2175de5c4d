import { Resend } from 'resend';
import { Agent, type Dispatcher } from 'undici';
import * as z from 'zod';
import { retryAfterMs } from '../domain/fetching/retry-after.ts';
import type { Clock } from '../ports/clock.ts';
import type { DeliveryOutcome, Mail, MailDelivery } from '../ports/delivery.ts';
import { retryDelivery } from './delivery-retry.ts';
import { watchDeparture } from './departure.ts';
import { notificationTag } from './notification-tag.ts';
import { RateWindow } from './rate-window.ts';

interface ResendOptions {
  readonly apiKey: string;
  /** Default https://api.resend.com */
  readonly baseUrl?: string;
  readonly clock: Clock;
  /** Requests a second until Resend's own headers say otherwise. */
  readonly requestsPerSecond?: number;
  readonly dispatcher?: Dispatcher;
}

const minuteMs = 60_000;
/** One request; four of them with their pauses fit into the time of a message. */
const attemptMs = 15_000;

/** Pauses for answers that only an operator or the end of a quota can change. */
const longPauseMs = { account: 15 * minuteMs, quota: 60 * minuteMs } as const;

/** Resend's errors by name (https://resend.com/docs/api-reference/errors) that its status alone does not settle. */
const pausesByErrorName: Readonly<Record<string, number | undefined>> = {
  missing_api_key: longPauseMs.account,
  restricted_api_key: longPauseMs.account,
  invalid_api_key: longPauseMs.account,
  daily_quota_exceeded: longPauseMs.quota,
  monthly_quota_exceeded: longPauseMs.quota,
};

/**
 * Mail through Resend's batch endpoint: one request for up to 100 mails. It answers the same key and payload with its
 * first answer for 24 h, so whatever may pass, an unknown end included, is tried again with the same key.
 */
export function createResendDelivery(options: ResendOptions): MailDelivery {
  const { clock } = options;
  const client = new Resend(options.apiKey, options.baseUrl ? { baseUrl: options.baseUrl } : {});
  const agent = options.dispatcher ?? new Agent();
  const window = new RateWindow(clock, options.requestsPerSecond ?? 2);

  const attempt = async (
    mails: readonly Mail[],
    idempotencyKey: string,
    signal: AbortSignal,
  ): Promise<DeliveryOutcome> => {
    try {
      await window.turn(signal);
    } catch {
      return { type: 'unavailable', reason: 'no time left to wait for the rate limit' };
    }
    const departure = watchDeparture(agent);
    const attemptSignal = AbortSignal.any([signal, AbortSignal.timeout(attemptMs)]);
    // The client hands request options on to fetch; its types know neither `signal` nor `dispatcher`.
    const requestOptions = {
      idempotencyKey,
      batchValidation: 'permissive',
      signal: attemptSignal,
      dispatcher: departure.dispatcher,
    } as const;
    const { data, error, headers } = await client.batch.send(mails.map(toPayload), requestOptions);
    window.heed(headers ?? {});
    if (!error) return accepted(data, mails.length);
    if (error.statusCode === null) return unanswered(departure.hasLeft(), attemptSignal);
    return refused(error.statusCode, error.name, retryAfterMs(headers?.['retry-after'], clock.nowMs()));
  };

  return {
    send: (mails, idempotencyKey, signal) =>
      retryDelivery(() => attempt(mails, idempotencyKey, signal), { clock, signal }),
  };
}

function toPayload({ notificationId, ...mail }: Mail) {
  const tags = notificationId === undefined ? {} : { tags: [{ name: notificationTag, value: notificationId }] };
  return { ...mail, headers: { ...mail.headers }, ...tags };
}

const batchAnswer = z.object({
  data: z.array(z.object({ id: z.string() })),
  errors: z.array(z.object({ index: z.int() })).default([]),
});

/** Resend leaves out the mails it refused and names their places. */
function accepted(answer: unknown, count: number): DeliveryOutcome {
  const { success, data } = batchAnswer.safeParse(answer);
  if (!success || data.data.length + data.errors.length !== count)
    return { type: 'unknown', reason: 'resend: an answer that does not fit the question' };
  if (data.data.length === 0) return { type: 'rejected', reason: 'resend: every mail was refused' };
  const refusedPlaces = new Set(data.errors.map(({ index }) => index));
  const ids = data.data.map(({ id }) => id);
  const providerIds = Array.from({ length: count }, (_, place) =>
    refusedPlaces.has(place) ? null : (ids.shift() ?? null),
  );
  return { type: 'accepted', providerIds };
}

function unanswered(hasLeft: boolean, signal: AbortSignal): DeliveryOutcome {
  const reason = `resend: ${signal.aborted ? 'no answer in time' : 'the connection failed'}`;
  return hasLeft ? { type: 'unknown', reason } : { type: 'unavailable', reason };
}

/** The reason holds status and error name only: messages may quote addresses. */
function refused(status: number, name: string, askedMs: number | undefined): DeliveryOutcome {
  const reason = `resend: ${status} ${name}`;
  const pauseMs = pausesByErrorName[name] ?? (status === 401 || status === 403 ? longPauseMs.account : askedMs);
  const isBusy = status === 429 || status === 503 || name === 'concurrent_idempotent_requests';
  if (isBusy || pausesByErrorName[name] || status === 401 || status === 403)
    return { type: 'unavailable', reason, ...(pauseMs === undefined ? {} : { retryAfterMs: pauseMs }) };
  // A failing server may have failed after it took the mails.
  return status >= 500 ? { type: 'unknown', reason } : { type: 'rejected', reason };
}
