import * as z from 'zod';

/** One forward proxy of a pool. */
export interface ForwardProxy {
  /** What may be said of it: its pool and place in it, `eu/2`. */
  readonly label: string;
  /** `http:` or `https:`, the way to the proxy itself; may carry a user name and password and is therefore never shown. */
  readonly url: string;
}

const proxyUrl = z.url({ protocol: /^https?$/ }).refine((url) => new URL(url).hostname !== '');
const poolsSchema = z.record(z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/), z.array(proxyUrl).min(1));

export type ProxyPools = ReadonlyMap<string, readonly ForwardProxy[]>;

/**
 * Pools as they are configured: a JSON object of pool name → proxy URLs. Undefined where the text is nothing of that
 * kind; nothing of it may be repeated in a message.
 */
export function parseProxyPools(text: string): ProxyPools | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = poolsSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const entries = Object.entries(parsed.data);
  return new Map(entries.map(([name, urls]) => [name, urls.map((url, i) => ({ label: `${name}/${i + 1}`, url }))]));
}

/** A proxy that failed lately; one that works has no record. */
export interface ProxyTrouble {
  /** In a row. */
  readonly failures: number;
  /** It rests until then, or is left to whoever is trying it. */
  readonly untilMs: number;
  readonly isTried: boolean;
}

const firstRestMs = 60_000;
const longestRestMs = 15 * 60_000;
/** So long nobody else tries a proxy that somebody is trying after its rest. */
const trialMs = 60_000;

/**
 * A rest of one minute, twice as long after each trial that fails, a quarter of an hour at most. Requests that were
 * under way together and fail one after the other are one failure: `before` itself is given back.
 */
export function afterProxyFailure(before: ProxyTrouble | undefined, nowMs: number): ProxyTrouble {
  if (before && !before.isTried && before.untilMs > nowMs) return before;
  const failures = (before?.failures ?? 0) + 1;
  return { failures, untilMs: nowMs + Math.min(longestRestMs, firstRestMs * 2 ** (failures - 1)), isTried: false };
}

/** What others are to think of a proxy that is chosen for a trial after its rest. */
export const onTrial = ({ failures }: ProxyTrouble, nowMs: number): ProxyTrouble => ({
  failures,
  untilMs: nowMs + trialMs,
  isTried: true,
});

type ProxyChoice =
  | { readonly type: 'chosen'; readonly proxy: ForwardProxy }
  /** All of them rest, the first one until then. */
  | { readonly type: 'all-rest'; readonly untilMs: number };

/**
 * One of a pool's proxies that does not rest, rather another than the one to avoid.
 * @param fraction a random number in [0, 1)
 */
export function chooseProxy(
  pool: readonly ForwardProxy[],
  troubleOf: (proxy: ForwardProxy) => ProxyTrouble | undefined,
  {
    nowMs,
    fraction,
    avoid,
  }: { readonly nowMs: number; readonly fraction: number; readonly avoid?: string | undefined },
): ProxyChoice {
  const restsUntilMs = (proxy: ForwardProxy) => troubleOf(proxy)?.untilMs ?? nowMs;
  const awake = pool.filter((proxy) => restsUntilMs(proxy) <= nowMs);
  const others = awake.filter(({ label }) => label !== avoid);
  const choice = others.length > 0 ? others : awake;
  const proxy = choice[Math.floor(fraction * choice.length)];
  return proxy ? { type: 'chosen', proxy } : { type: 'all-rest', untilMs: Math.min(...pool.map(restsUntilMs)) };
}
