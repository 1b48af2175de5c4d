import type * as z from 'zod';
import { messageDeadLettered } from '../messages/message-dead-lettered.ts';
import type { Topic } from '../messages/topic.ts';
import type { IncomingMessage } from '../ports/publisher.ts';
import type { Receive } from '../ports/subscription.ts';
import { isPassing, isPermanent, TransientError } from './errors.ts';
import { beatBeside, type Heartbeat } from './heartbeat.ts';
import type { Log } from './log.ts';
import type { Platform } from './platform.ts';
import { createPublish, messageVersion, type Publish } from './publish.ts';
import { correlationHeader, logTrace, readTrace, type Trace } from './trace.ts';

/** What a handler is given beside the payload. */
export interface MessageContext {
  /** The same at every delivery of one message, and of no other. */
  readonly messageId: string;
  readonly trace: Trace;
  readonly log: Log;
  readonly publish: Publish;
  /** Aborted shortly before the platform would end the function. */
  readonly signal: AbortSignal;
  readonly publishedAtMs: number;
}

export type Handle<T> = (payload: T, context: MessageContext) => Promise<void>;

interface Receiver<T> {
  readonly functionName: string;
  /** The payload of a message, or why it can never be handled. */
  readonly parse: (message: IncomingMessage) => Parsed<T>;
  readonly handle: Handle<T>;
  readonly platform: Platform;
  readonly heartbeat: Heartbeat;
  readonly timeoutMs: number;
  /**
   * False for a function that may publish its own topics alone: a message it cannot handle is left to the bus, which
   * makes a dead letter of it when the attempts are used. Default true.
   */
  readonly publishesDeadLetters?: boolean;
}

/** Time kept for writing down what is unfinished when a deadline nears. */
const reserveMs = 10_000;

/**
 * Turns a handler into what the bus calls: decodes, checks, runs, and maps the end to an acknowledgement. A message
 * that can never be handled is acknowledged after it was published as a dead letter with its reason.
 */
export function createReceive<T>(receiver: Receiver<T>): Receive {
  const { functionName, handle, platform, publishesDeadLetters = true } = receiver;
  return async (message, onFailure) => {
    const { [correlationHeader]: correlationId, traceparent } = message.attributes;
    const trace = readTrace({ correlationId, traceparent }, () => message.id);
    const log = platform.log.for(logTrace(trace));
    const publish = createPublish(platform.publisher, trace);
    let about = { function: functionName, topic: message.topic, messageId: message.id };

    const giveUp = async (reason: string, error?: unknown) => {
      log.error(`gave up on a message: ${reason}`, about, error);
      // Giving up on a dead letter would only make another one of it.
      if (message.topic === messageDeadLettered.name || !publishesDeadLetters) return 'retry' as const;
      const { id: messageId, topic, text, attributes } = message;
      await publish(messageDeadLettered, [{ topic, functionName, messageId, text, attributes, reason }]);
      return 'ack' as const;
    };

    const beat = beatBeside(receiver.heartbeat, log, functionName);
    try {
      const payload = receiver.parse(message);
      if (payload.type === 'invalid') return await giveUp(payload.reason);
      about = { ...about, ...idsOf(payload.value) };
      const signal = AbortSignal.timeout(Math.max(receiver.timeoutMs - reserveMs, 1_000));
      const { id: messageId, publishedAtMs } = message;
      await handle(payload.value, { messageId, trace, log, publish, signal, publishedAtMs });
      await platform.breakers.flush();
      return 'ack';
    } catch (error) {
      if (isPermanent(error)) {
        return await giveUp(error.message, error).catch(() => 'retry' as const);
      }
      if (error instanceof TransientError && error.isWaiting)
        log.debug(`will be delivered again: ${error.message}`, about);
      else if (isPassing(error)) log.warn(`will be delivered again: ${error.message}`, about);
      else log.error('a handler failed unexpectedly; the message will be delivered again', about, error);
      onFailure?.(briefly(error));
      return 'retry';
    } finally {
      await beat;
    }
  };
}

/** What a payload is about, for a log line. */
const loggedIds = ['shardId', 'offerId', 'anomalyId', 'dealId', 'dispatchId'];

function idsOf(payload: unknown): Readonly<Record<string, string>> {
  if (typeof payload !== 'object' || payload === null) return {};
  const named = 'payload' in payload ? idsOf(payload.payload) : {};
  const own = Object.entries(payload).filter(
    (entry): entry is [string, string] => loggedIds.includes(entry[0]) && typeof entry[1] === 'string',
  );
  return { ...named, ...Object.fromEntries(own) };
}

const longestReason = 300;

/** An error in a line, without what addresses in it may carry: passwords before the host, tokens behind it. */
function briefly(error: unknown): string {
  const line = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return line
    .replace(/(\w+:\/\/)(?:[^\s/@]*@)?([^\s/?#'")]*)[^\s'")]*/g, '$1$2')
    .replace(/\s+/g, ' ')
    .slice(0, longestReason);
}

export type Parsed<T> =
  | { readonly type: 'ok'; readonly value: T }
  | { readonly type: 'invalid'; readonly reason: string };

/** Reads a message as one of these topics says. */
export const parseTopics =
  <T>(topics: readonly Topic<T>[]) =>
  (message: IncomingMessage): Parsed<T> => {
    const topic = topics.find(({ name }) => name === message.topic);
    if (topic) return parseBody(topic.schema, message);
    return { type: 'invalid', reason: `messages of the topic ${message.topic} are not taken here` };
  };

function parseBody<T>(schema: z.ZodType<T>, message: IncomingMessage): Parsed<T> {
  const version = Number(message.attributes.version ?? messageVersion);
  if (version > messageVersion + 1) {
    return { type: 'invalid', reason: `version ${version}; this release reads up to ${messageVersion + 1}` };
  }
  let body: unknown;
  try {
    body = JSON.parse(message.text);
  } catch {
    return { type: 'invalid', reason: 'the body is not JSON' };
  }
  const result = schema.safeParse(body);
  if (result.success) return { type: 'ok', value: result.data };
  const issue = result.error.issues[0];
  return {
    type: 'invalid',
    reason: `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'not as the topic says'}`,
  };
}

/** A payload under the name its topic has in a table, so that a function of several topics can tell them apart. */
type Named<T extends Readonly<Record<string, Topic>>> = {
  [N in keyof T]: { readonly type: N; readonly payload: z.output<T[N]['schema']> };
}[keyof T];

/** Reads a message as one of these topics says, and names it. */
export const parseNamed =
  <const T extends Readonly<Record<string, Topic>>>(table: T) =>
  (message: IncomingMessage): Parsed<Named<T>> => {
    const entry = Object.entries(table).find(([, { name }]) => name === message.topic);
    if (!entry) return { type: 'invalid', reason: `messages of the topic ${message.topic} are not taken here` };
    const [type, topic] = entry;
    const parsed = parseBody(topic.schema, message);
    // The payload is what the schema under this very name gives.
    return parsed.type === 'ok' ? { type: 'ok', value: { type, payload: parsed.value } as Named<T> } : parsed;
  };
