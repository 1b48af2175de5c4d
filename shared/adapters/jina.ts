import { Agent } from 'undici';
import * as z from 'zod';
import { retryAfterMs } from '../domain/fetching/retry-after.ts';
import { refusedTarget } from '../domain/fetching/target.ts';
import type { Clock } from '../ports/clock.ts';
import type { FetchResult, PageRequest, PageSource } from '../ports/page-source.ts';
import type { Secrets } from '../ports/secrets.ts';
import { type Attempt, retry, retryPolicies } from '../runtime/retry.ts';
import { decodeBody } from './http/body-decoding.ts';
import { exchange } from './http/exchange.ts';
import { singleValue } from './http/page-headers.ts';

interface JinaOptions {
  readonly baseUrl: string;
  /** JINA_API_KEY is optional: without it the service answers less often. */
  readonly secrets: Secrets;
  readonly clock: Clock;
  /** For one try. Default 40 s: the service renders the page itself. */
  readonly timeoutMs?: number;
}

const maxBytes = 20_000_000;

interface Answered {
  readonly result: FetchResult;
  /** Whether asking again may help. */
  readonly isPassing: boolean;
}

/** The service's JSON answer (https://github.com/jina-ai/reader, snapshot-formatter): the page's own HTML is in `data.html`. */
const answerSchema = z.object({
  data: z.object({
    url: z.string().optional(),
    html: z.string(),
    /** "Target URL returned error 404: Not Found" is said here; the answer's own status is 200 all the same. */
    warning: z.string().optional(),
  }),
});

/**
 * Pages through Jina's Reader, which fetches and renders them itself. What goes wrong with the service is the failure
 * `reader-failed`; what passes is retried twice. A robots.txt that is to be honoured is read by the service, for our own agent name.
 */
export function jinaPageSource(options: JinaOptions): PageSource & { close(): Promise<void> } {
  const { baseUrl, clock, secrets, timeoutMs = 40_000 } = options;
  const dispatcher = new Agent({ connect: { timeout: 10_000 }, headersTimeout: 0, bodyTimeout: 0 });

  async function tryOnce(request: PageRequest): Promise<Answered> {
    const key = await secrets.get('JINA_API_KEY');
    const headers = [
      ...['Accept', 'application/json', 'Content-Type', 'application/json', 'X-Respond-With', 'html'],
      // A page kept by the service may be an hour old, and its price with it.
      ...['X-No-Cache', 'true', 'Accept-Encoding', 'gzip, br'],
      ...(request.locale ? ['X-Locale', request.locale] : []),
      ...(request.robots === 'honour' ? ['X-Robots-Txt', 'PriceHawk'] : []),
      ...(key ? ['Authorization', `Bearer ${key}`] : []),
    ];
    const body = JSON.stringify({ url: request.url });
    const answer = await exchange(
      dispatcher,
      { url: new URL(`${baseUrl}/`), method: 'POST', headers, body },
      { maxBytes, timeoutMs, signal: request.signal },
    );
    if (answer.type === 'failed') {
      if (answer.failure === 'cancelled') return { result: answer, isPassing: false };
      return { result: failed(answer.detail), isPassing: answer.failure !== 'too-large' };
    }
    if (answer.status !== 200) {
      const waitMs = retryAfterMs(singleValue(answer.headers['retry-after']), clock.nowMs());
      const result = {
        ...failed(`status ${answer.status}`),
        ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
      };
      return { result, isPassing: answer.status === 429 || answer.status >= 500 };
    }
    const decoded = await decodeBody(answer, maxBytes);
    if (!(decoded instanceof Uint8Array)) return { result: failed(decoded.detail), isPassing: false };
    return { result: pageOf(Buffer.from(decoded).toString('utf8'), request.url), isPassing: false };
  }

  return {
    fetch: async (request) => {
      const url = URL.parse(request.url);
      const refusal = url === null ? { failure: 'bad-url' as const, detail: 'not a URL' } : refusedTarget(url, {});
      if (refusal !== undefined) return { type: 'failed', ...refusal };
      const { result } = await retry(retryPolicies.api, () => tryOnce(request), {
        clock,
        signal: request.signal,
        isPassing: (attempt) => attempt.type === 'returned' && attempt.value.isPassing,
        retryAfterMs: askedPauseMs,
      });
      return result;
    },
    close: () => dispatcher.destroy(),
  };
}

function askedPauseMs(attempt: Attempt<Answered>): number | undefined {
  if (attempt.type === 'threw' || attempt.value.result.type !== 'failed') return undefined;
  return attempt.value.result.retryAfterMs;
}

function pageOf(text: string, asked: string): FetchResult {
  const parsed = answerSchema.safeParse(parseJson(text));
  if (!parsed.success) return failed('an answer of another form than documented');
  const { html, url = asked, warning = '' } = parsed.data.data;
  const status = Number(/returned error (\d{3})/.exec(warning)?.[1] ?? 200);
  return { type: 'page', status, url, html, validators: {}, bytes: html.length };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const failed = (detail: string) => ({ type: 'failed', failure: 'reader-failed', detail }) as const;
