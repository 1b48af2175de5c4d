import { createHmac } from 'node:crypto';
import { request } from 'undici';
import type { Destination, MessageChannel } from '../domain/alert/destination.ts';
import { retryAfterMs } from '../domain/fetching/retry-after.ts';
import { type HostMap, refusedTarget } from '../domain/fetching/target.ts';
import type { Clock } from '../ports/clock.ts';
import type { DeliveryOutcome, MessageDelivery } from '../ports/delivery.ts';
import { retry, retryPolicies } from '../runtime/retry.ts';
import { retryDelivery } from './delivery-retry.ts';
import { watchDeparture } from './departure.ts';
import { guardedDispatcher } from './http/guarded-connect.ts';
import { RefusedAddressError } from './http/refused-address-error.ts';
import { RateWindow } from './rate-window.ts';

export interface MessageDeliveryOptions {
  readonly clock: Clock;
  /** Of the operator's bot; without it nobody can be told over Telegram. */
  readonly telegramBotToken: string | undefined;
  /** Hosts that may be private because the operator named them. */
  readonly allowedHosts?: HostMap;
}

interface Request {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Telegram takes 30 messages a second of one bot (https://core.telegram.org/bots/faq); the others limit each address. */
const telegramPerSecond = 25;
/** One request; four of them with their pauses fit into the time of a message. */
const attemptMs = 10_000;

/**
 * Chat services and webhooks, all through the guarded connection, for their addresses are given by anybody; a redirect
 * is an answer like any other. A webhook carries an id by which its receiver knows a repetition, so an unknown end is
 * tried again; the chat services know none, so there it stays unknown.
 */
export function createMessageDelivery(options: MessageDeliveryOptions): MessageDelivery {
  const { clock, telegramBotToken } = options;
  const policy = options.allowedHosts ? { allowedHosts: options.allowedHosts } : {};
  const guarded = guardedDispatcher(policy);
  const telegramWindow = new RateWindow(clock, telegramPerSecond);

  const attempt = async (
    channel: MessageChannel,
    { url: text, headers = {}, body }: Request,
    messageSignal: AbortSignal,
  ): Promise<DeliveryOutcome> => {
    const url = URL.parse(text);
    if (!url || refusedTarget(url, policy))
      return { type: 'expired', reason: `${channel}: an address that is refused` };
    const departure = watchDeparture(guarded);
    const signal = AbortSignal.any([messageSignal, AbortSignal.timeout(attemptMs)]);
    try {
      const answer = await request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': 'PriceHawk', ...headers },
        body,
        signal,
        dispatcher: departure.dispatcher,
      });
      const { statusCode, headers: answerHeaders } = answer;
      // The status has said what became of it, however the rest of the answer fares.
      if (channel === 'telegram' && statusCode === 400 && unknownChat.test(await answer.body.text().catch(() => '')))
        return { type: 'expired', reason: 'telegram: 400, there is no such chat' };
      await answer.body.dump({ limit: 16_384, signal }).catch(() => {});
      const asked = answerHeaders['retry-after'];
      return answered(channel, statusCode, retryAfterMs(Array.isArray(asked) ? asked[0] : asked, clock.nowMs()));
    } catch (error) {
      if (error instanceof RefusedAddressError)
        return { type: 'expired', reason: `${channel}: an address that is refused` };
      const reason = `${channel}: ${signal.aborted ? 'no answer in time' : 'the connection failed'}`;
      return departure.hasLeft() ? { type: 'unknown', reason } : { type: 'unavailable', reason };
    }
  };

  return {
    async send(destination, body, id, signal) {
      const { channel } = destination;
      if (destination.channel === 'webhook') {
        const signed = () => attempt(channel, webhookRequest(destination, id, body, clock.nowMs()), signal);
        return retryDelivery(signed, { clock, signal });
      }
      const target = chatRequest(destination, body, telegramBotToken);
      if (!target) return { type: 'unavailable', reason: `${channel}: TELEGRAM_BOT_TOKEN is not configured` };
      const inTurn = async (): Promise<DeliveryOutcome> => {
        try {
          if (channel === 'telegram') await telegramWindow.turn(signal);
        } catch {
          return { type: 'unavailable', reason: 'telegram: no time left to wait for the rate limit' };
        }
        return attempt(channel, target, signal);
      };
      return retry(retryPolicies.notification, inTurn, {
        clock,
        signal,
        isPassing: (end) => end.type === 'returned' && end.value.type === 'unavailable',
        retryAfterMs: (end) =>
          end.type === 'returned' && end.value.type === 'unavailable' ? end.value.retryAfterMs : undefined,
      });
    },
  };
}

/** Undefined where the operator has no bot. */
function chatRequest(
  to: Exclude<Destination, { channel: 'webhook' }>,
  body: string,
  telegramBotToken: string | undefined,
): Request | undefined {
  const withPlace = (place: object) => JSON.stringify({ ...place, ...JSON.parse(body) });
  switch (to.channel) {
    case 'discord': {
      const url = new URL(to.url);
      // Without it Discord answers before it has kept the message.
      url.searchParams.set('wait', 'true');
      return { url: url.href, body };
    }
    case 'slack':
      return { url: to.url, body };
    case 'telegram': {
      if (!telegramBotToken) return undefined;
      const url = `https://api.telegram.org/bot${telegramBotToken}/sendMessage`;
      return { url, body: withPlace({ chat_id: to.chatId }) };
    }
    case 'ntfy': {
      const { origin, pathname } = new URL(to.url);
      const headers = to.accessToken ? { authorization: `Bearer ${to.accessToken}` } : {};
      return { url: origin, headers, body: withPlace({ topic: pathname.slice(1) }) };
    }
  }
}

/** Standard Webhooks: the id stays the same when it is sent again, the time is that of sending. */
function webhookRequest(
  { url, secret }: Extract<Destination, { channel: 'webhook' }>,
  id: string,
  body: string,
  nowMs: number,
): Request {
  const timestamp = String(Math.floor(nowMs / 1_000));
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    url,
    body,
    headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` },
  };
}

/** What is gone answers 404 or 410, what is closed to us 401 or 403. */
const goneStatus: ReadonlySet<number> = new Set([401, 403, 404, 410]);
/** Telegram tells a chat it does not know from a mistake of ours by words alone. */
const unknownChat = /chat not found|upgraded to a supergroup/;
/** Telegram answers 401 and 404 to a bot it does not know: that is the operator's, and no reader's fault. */
const operatorPauseMs = 15 * 60_000;

function answered(channel: MessageChannel, status: number, askedMs: number | undefined): DeliveryOutcome {
  const reason = `${channel}: ${status}`;
  if (status >= 200 && status < 300) return { type: 'accepted', providerIds: [''] };
  // Discord and Slack count the calls of each webhook, and its owner may make any number of them elsewhere.
  const isOfAddress = status === 429 && (channel === 'discord' || channel === 'slack');
  if (isOfAddress)
    return { type: 'unavailable', reason, isOfAddress, ...(askedMs === undefined ? {} : { retryAfterMs: askedMs }) };
  if (status === 429 || status === 503)
    return { type: 'unavailable', reason, ...(askedMs === undefined ? {} : { retryAfterMs: askedMs }) };
  if (channel === 'telegram' && (status === 401 || status === 404))
    return { type: 'unavailable', reason: `${reason}, so TELEGRAM_BOT_TOKEN is wrong`, retryAfterMs: operatorPauseMs };
  if (goneStatus.has(status)) return { type: 'expired', reason };
  return status >= 500 ? { type: 'unknown', reason } : { type: 'rejected', reason };
}
