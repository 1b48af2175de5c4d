import { decodeText } from '../../domain/fetching/charset.ts';
import type { Clock, Random } from '../../ports/clock.ts';
import type { FetchResult, PageRequest, PageSource, PageValidators } from '../../ports/page-source.ts';
import type { Secrets } from '../../ports/secrets.ts';
import type { Log } from '../../runtime/log.ts';
import { retryFetch } from '../retry-fetch.ts';
import { decodeBody } from './body-decoding.ts';
import { type Answer, type ExchangeFailure, exchange } from './exchange.ts';
import { followRedirects, type Visit } from './follow-redirects.ts';
import { type ConnectPolicy, type DispatcherOptions, guardedDispatcher } from './guarded-connect.ts';
import {
  conditionalHeaders,
  contentType,
  isReadable,
  refuseUnreadable,
  singleValue,
  validatorsOf,
  wrongContentType,
} from './page-headers.ts';
import { Proxies } from './proxies.ts';
import { refusedByServer } from './refused-by-server.ts';
import { robotsGate } from './robots-gate.ts';
import type { Session } from './sessions.ts';
import { Visitors } from './visitors.ts';

export interface HttpPageSourceOptions extends ConnectPolicy, DispatcherOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** For one try, redirects included. Default 15 s. */
  readonly timeoutMs?: number;
  /** Of a body, as sent and decoded. Default 10 MB. */
  readonly maxBytes?: number;
  /** Default 10. */
  readonly maxRedirects?: number;
  /** Waits before the retries; default those of PH-4. */
  readonly retryDelaysMs?: readonly number[];
  /** The name by which a robots.txt may address us. Default `PriceHawk`. */
  readonly robotsAgent?: string;
  /** Where the pools that requests may name come from. */
  readonly proxies?: { readonly secrets: Secrets; readonly log: Log };
}

/** A page source that holds connections until it is closed. */
export interface HttpPageSource extends PageSource {
  /** Lets all connections go; what is still under way ends as a broken connection. */
  close(): Promise<void>;
}

/** Pages by plain HTTP, asked for as a browser would and as a good client should; see PH-3 and PH-4 in the tests. */
export function httpPageSource(options: HttpPageSourceOptions): HttpPageSource {
  const { clock, timeoutMs = 15_000, maxBytes = 10_000_000, maxRedirects = 10 } = options;
  const dispatcher = guardedDispatcher(options, options);
  // Another visitor comes over another connection, and does not leave it to a third.
  const confirming = guardedDispatcher(options, { ...options, keepAliveMs: 1 });
  const agent = options.robotsAgent ?? 'PriceHawk';
  const robots = robotsGate({ dispatcher, policy: options, clock, agent, timeoutMs });
  const proxies = options.proxies && new Proxies({ ...options, ...options.proxies }, options, options);
  const visitors = new Visitors(clock, options.random, proxies);

  async function tryOnce(request: PageRequest, first: URL, session: Session): Promise<FetchResult> {
    const conditional = conditionalHeaders(request);
    const proxied = session.via && proxies?.connections(session.via, request.purpose);
    const way = proxied ?? (request.purpose === 'confirm' ? confirming : dispatcher);
    const visit = async (hop: Visit): Promise<Answer | ExchangeFailure> => {
      const disallowed = request.robots === 'ignore' ? undefined : await robots(hop.url, request.signal, proxied);
      if (disallowed !== undefined) return disallowed;
      const headers = [...session.headers(request.locale)];
      const cookies = session.cookiesFor(hop.url);
      if (cookies !== undefined) headers.push('Cookie', cookies);
      // Validators belong to the URL asked for: another page's date could make a changed page look unmodified.
      if (hop.isFirst) headers.push(...conditional);
      const answer = await exchange(
        way,
        { url: hop.url, method: 'GET', headers },
        { maxBytes, timeoutMs: hop.timeoutMs, signal: request.signal, refuse: refuseUnreadable },
      );
      if (answer.type === 'answer') session.store(answer.headers['set-cookie'], hop.url);
      return answer;
    };
    const state = (url: URL) => session.cookiesFor(url) ?? '';
    const { answer, url } = await followRedirects(first, { maxRedirects, timeoutMs, policy: options, visit, state });
    if (answer.type === 'failed') return answer;
    if (answer.status === 304 && url === first && conditional.length > 0) return { type: 'not-modified' };
    return readPage(answer, url, url === first ? validatorsOf(answer.headers) : {});
  }

  async function readPage(answer: Answer, url: URL, validators: PageValidators): Promise<FetchResult> {
    const { status, headers } = answer;
    const decoded = isReadable(headers) ? await decodeBody(answer, maxBytes) : new Uint8Array();
    const isBytes = decoded instanceof Uint8Array;
    if (!isBytes && status < 400) return decoded;
    // Of a refusal the status says enough, even when its body cannot be read.
    const body = isBytes ? decoded : new Uint8Array();
    const html = decodeText(body, contentType(headers)).text;
    const page: FetchResult = { type: 'page', status, url: url.href, html, validators, bytes: body.length };
    const refusal = refusedByServer(page, singleValue(headers['retry-after']), clock.nowMs());
    if (refusal) return refusal;
    if (contentType(headers) === undefined && body.includes(0)) return wrongContentType('bytes without a type');
    return page;
  }

  return {
    async fetch(request) {
      const url = URL.parse(request.url);
      if (url === null) {
        return { type: 'failed', failure: 'bad-url', detail: `not a URL: "${request.url.slice(0, 200)}"` };
      }
      let session: Session | undefined;
      const attempt = async () => {
        const visitor = await visitors.visitor(request, url, session);
        if (visitor.type === 'failed') return visitor;
        const result = await tryOnce(request, url, visitor.session);
        session = visitors.settle(visitor.session, result);
        return result;
      };
      return retryFetch(attempt, { clock, signal: request.signal, delaysMs: options.retryDelaysMs });
    },
    async close() {
      await Promise.all([dispatcher.destroy(), confirming.destroy(), proxies?.close()]);
    },
  };
}
