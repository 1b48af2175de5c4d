import type { Dispatcher } from 'undici';
import { decodeBody } from './body-decoding.ts';
import { type ExchangeFailure, exchange, type ResponseHeaders } from './exchange.ts';
import { followRedirects } from './follow-redirects.ts';
import { type ConnectPolicy, guardedDispatcher } from './guarded-connect.ts';

interface GuardedInit {
  readonly method?: Dispatcher.HttpMethod;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
}

interface GuardedLimits {
  /** Of the body, as sent and decoded. */
  readonly maxBytes: number;
  /** For everything, redirects included. */
  readonly timeoutMs: number;
}

type GuardedResult =
  | {
      readonly type: 'response';
      readonly status: number;
      /** After redirects. */
      readonly url: string;
      readonly headers: ResponseHeaders;
      readonly body: Uint8Array;
    }
  | ExchangeFailure;

/**
 * For adapters that send something to, or get something from, a URL that a user or a page supplied (webhook, push
 * endpoint, picture). Redirects are followed for GET and HEAD, each checked anew; any other method gets the redirect as
 * its response. Every end is a value: never rejects.
 */
type GuardedFetch = (url: string, init: GuardedInit, limits: GuardedLimits) => Promise<GuardedResult>;

const maxRedirects = 5;
const forOneOriginOnly: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization']);

/** A guarded fetch with connections of its own. */
export function guardedFetcher(policy: ConnectPolicy): { readonly fetch: GuardedFetch; close(): Promise<void> } {
  const dispatcher = guardedDispatcher(policy);
  return { fetch: guardedFetch(dispatcher, policy), close: () => dispatcher.close() };
}

/** A guarded fetch over a dispatcher that the caller owns; it has to come from `guardedDispatcher`. */
function guardedFetch(dispatcher: Dispatcher, policy: ConnectPolicy): GuardedFetch {
  return async (text, init, limits) => {
    const first = URL.parse(text);
    if (first === null) return { type: 'failed', failure: 'bad-url', detail: `not a URL: "${text.slice(0, 200)}"` };
    const { method = 'GET', body, signal } = init;
    const { url, answer } = await followRedirects(first, {
      maxRedirects: method === 'GET' || method === 'HEAD' ? maxRedirects : 0,
      timeoutMs: limits.timeoutMs,
      policy,
      visit: (visit) =>
        exchange(
          dispatcher,
          {
            url: visit.url,
            method,
            headers: headersFor(visit.url, first, init.headers ?? {}),
            ...(body === undefined ? {} : { body }),
          },
          { maxBytes: limits.maxBytes, timeoutMs: visit.timeoutMs, ...(signal === undefined ? {} : { signal }) },
        ),
    });
    if (answer.type === 'failed') return answer;
    const decoded = await decodeBody(answer, limits.maxBytes);
    if (!(decoded instanceof Uint8Array)) return decoded;
    return { type: 'response', status: answer.status, url: url.href, headers: answer.headers, body: decoded };
  };
}

/** Credentials are meant for the origin they were given for, not for whoever it redirects to. */
function headersFor(url: URL, first: URL, headers: Readonly<Record<string, string>>): string[] {
  const entries = Object.entries(headers);
  const sameOrigin = url.origin === first.origin;
  return entries.filter(([name]) => sameOrigin || !forOneOriginOnly.has(name.toLowerCase())).flat();
}
