import { refusedTarget, type TargetPolicy } from '../../domain/fetching/target.ts';
import type { Answer, ExchangeFailure } from './exchange.ts';

export interface Visit {
  readonly url: URL;
  /** What is left of the time for the whole chain. */
  readonly timeoutMs: number;
  readonly isFirst: boolean;
}

interface Chain {
  /** 0: a redirect is the answer. */
  readonly maxRedirects: number;
  /** For all hops together. */
  readonly timeoutMs: number;
  readonly policy: TargetPolicy;
  /** Asks one URL that the policy lets through. */
  readonly visit: (visit: Visit) => Promise<Answer | ExchangeFailure>;
  /** What a visit depends on beside its URL (cookies): the same twice is a loop. */
  readonly state?: (url: URL) => string;
}

/** The answer at the end of a chain, and the URL that gave it. */
interface Followed {
  readonly answer: Answer | ExchangeFailure;
  readonly url: URL;
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Visits a URL and those it redirects to; each is checked against the policy before it is asked. */
export async function followRedirects(first: URL, chain: Chain): Promise<Followed> {
  const untilMs = performance.now() + chain.timeoutMs;
  const visited = new Set<string>();
  let url = first;
  for (;;) {
    const refusal = refusedTarget(url, chain.policy);
    if (refusal !== undefined) return { url, answer: { type: 'failed', ...refusal } };
    visited.add(visitKey(url, chain));
    const timeoutMs = Math.max(1, Math.ceil(untilMs - performance.now()));
    const answer = await chain.visit({ url, timeoutMs, isFirst: url === first });
    const location = locationOf(answer);
    if (location === undefined || chain.maxRedirects === 0) return { url, answer };
    const next = URL.parse(location, url.href);
    if (next === null) return { url, answer: failed('bad-url', `redirected to "${location.slice(0, 200)}"`) };
    if (visited.has(visitKey(next, chain))) return { url, answer: failed('redirect-loop', `${next.href} came again`) };
    if (visited.size > chain.maxRedirects) {
      return { url, answer: failed('redirect-loop', `more than ${chain.maxRedirects} redirects`) };
    }
    url = next;
  }
}

function locationOf(answer: Answer | ExchangeFailure): string | undefined {
  if (answer.type === 'failed' || !redirects.has(answer.status)) return undefined;
  const { location } = answer.headers;
  return typeof location === 'string' ? location : location?.[0];
}

function visitKey(url: URL, { state }: Chain): string {
  return `${url.origin}${url.pathname}${url.search} ${state?.(url) ?? ''}`;
}

function failed(failure: ExchangeFailure['failure'], detail: string): ExchangeFailure {
  return { type: 'failed', failure, detail };
}
