import type { Dispatcher } from 'undici';
import { decodeText } from '../../domain/fetching/charset.ts';
import {
  everythingAllowed,
  isAllowed,
  parseRobots,
  type RobotsRules,
  robotsLimitBytes,
} from '../../domain/fetching/robots.ts';
import type { TargetPolicy } from '../../domain/fetching/target.ts';
import type { Clock } from '../../ports/clock.ts';
import { decodeBody } from './body-decoding.ts';
import { cancelled, type ExchangeFailure, exchange } from './exchange.ts';
import { followRedirects } from './follow-redirects.ts';

interface RobotsGateDeps {
  readonly dispatcher: Dispatcher;
  readonly policy: TargetPolicy;
  readonly clock: Clock;
  /** Our product token, by which a robots.txt may address us: `PriceHawk`. */
  readonly agent: string;
  readonly timeoutMs: number;
}

/** Why a URL is not to be asked, or undefined when it may be. */
type RobotsGate = (
  url: URL,
  signal: AbortSignal,
  /** The way to the shop, where it is asked through a proxy. */
  proxied?: Dispatcher,
) => Promise<ExchangeFailure | undefined>;

/** RFC 9309 section 2.4: not longer than a day. */
const rulesLastMs = 24 * 3_600_000;
/** A file that could not be had is asked for again soon, but not by every offer of the shop. */
const failureLastsMs = 5 * 60_000;
const maxRedirects = 5;
const mostOrigins = 1_000;

type Verdict = RobotsRules | ExchangeFailure;

interface Entry {
  readonly pending: Promise<Verdict>;
  /** Once it is known: nobody has to wait for a promise then. */
  verdict?: Verdict;
  untilMs: number;
}

/**
 * What the robots.txt of each origin says to our own agent name (RFC 9309), kept for a day at most. No file (4xx)
 * allows everything; a file that cannot be had (5xx, no connection) allows nothing, and the failure says so.
 */
export function robotsGate(deps: RobotsGateDeps): RobotsGate {
  const entries = new Map<string, Entry>();
  return async (url, signal, proxied) => {
    const entry = entryFor(entries, url.origin, deps, proxied);
    const verdict = entry.verdict ?? (await orCancelled(entry.pending, signal));
    if (verdict === cancelled) return cancelled;
    if ('type' in verdict) return { ...verdict, retryAfterMs: Math.max(0, entry.untilMs - deps.clock.nowMs()) };
    if (isAllowed(verdict, url)) return undefined;
    const detail = `robots.txt of ${url.host} disallows ${url.pathname} for ${deps.agent}`;
    return { type: 'failed', failure: 'robots-disallowed', detail };
  };
}

function entryFor(
  entries: Map<string, Entry>,
  origin: string,
  deps: RobotsGateDeps,
  proxied: Dispatcher | undefined,
): Entry {
  const known = entries.get(origin);
  if (known !== undefined && known.untilMs > deps.clock.nowMs()) return known;
  const [oldest] = entries.keys();
  if (oldest !== undefined && entries.size >= mostOrigins) entries.delete(oldest);
  const entry: Entry = {
    pending: readRobots(origin, proxied ? { ...deps, dispatcher: proxied } : deps),
    untilMs: deps.clock.nowMs() + rulesLastMs,
  };
  entries.set(origin, entry);
  void entry.pending.then((verdict) => {
    entry.verdict = verdict;
    if (!('type' in verdict)) return;
    // What did not come through a proxy may come through the next one.
    const lastsMs = proxied && verdict.failure !== 'server-error' ? 0 : failureLastsMs;
    entry.untilMs = deps.clock.nowMs() + lastsMs;
  });
  return entry;
}

/** All requests to an origin wait for the same file, and each may stop waiting by itself. */
async function orCancelled(verdict: Promise<Verdict>, signal: AbortSignal): Promise<Verdict> {
  if (signal.aborted) return cancelled;
  const { promise, resolve } = Promise.withResolvers<Verdict>();
  const onAbort = () => resolve(cancelled);
  signal.addEventListener('abort', onAbort);
  try {
    return await Promise.race([verdict, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

async function readRobots(origin: string, deps: RobotsGateDeps): Promise<Verdict> {
  const { answer } = await followRedirects(new URL('/robots.txt', origin), {
    maxRedirects,
    timeoutMs: deps.timeoutMs,
    policy: deps.policy,
    visit: ({ url, timeoutMs }) =>
      exchange(
        deps.dispatcher,
        { url, method: 'GET', headers: ['User-Agent', `${deps.agent}/1.0`, 'Accept', 'text/plain,*/*;q=0.5'] },
        { maxBytes: robotsLimitBytes, atLimit: 'cut', timeoutMs },
      ),
  });
  // Too many redirects count as no file (RFC 9309 section 2.3.1.2).
  if (answer.type === 'failed') return answer.failure === 'redirect-loop' ? everythingAllowed : unreadable(answer);
  if (answer.status >= 500) {
    return unreadable({ type: 'failed', failure: 'server-error', detail: `status ${answer.status}` });
  }
  if (answer.status >= 300) return everythingAllowed;
  const body = await decodeBody(answer, robotsLimitBytes);
  if (!(body instanceof Uint8Array)) return unreadable(body);
  return parseRobots(decodeText(body, 'text/plain; charset=utf-8').text, deps.agent);
}

function unreadable({ failure, detail }: ExchangeFailure): ExchangeFailure {
  return { type: 'failed', failure, detail: `robots.txt cannot be read, so the page was not asked for: ${detail}` };
}
