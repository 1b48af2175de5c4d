import { rateLimits } from '../documents/rate-limit.ts';
import { stableId } from '../domain/identity/stable-id.ts';
import { type Limit, type LimitName, limits } from '../domain/limits/limits.ts';
import { type Bucket, fill, fullInMs, type LimitPolicy, takeTokens } from '../domain/limits/token-bucket.ts';
import type { Clock } from '../ports/clock.ts';
import type { Documents } from '../ports/documents.ts';

export interface LimitAnswer {
  readonly limit: LimitName;
  readonly allowed: boolean;
  readonly policy: LimitPolicy;
  readonly remaining: number;
  /** Until the bucket is full, or, where refused, until one more is allowed. */
  readonly resetMs: number;
}

/** Counts one use of a limit by `who`;  */
export type TakeLimit = (limit: LimitName, who: string) => Promise<LimitAnswer>;

/** Beyond so many callers the longest silent are forgotten: their buckets are full again, or nearly. */
const callersKnown = 50_000;
/** A block that is not used up is given up after this time, so that a refill elsewhere counts here too. */
const blockKeptMs = 60_000;

/**
 * Token buckets in this instance's memory; those with a `block` are leased from a document that all instances share, so
 * that a caller spread over many instances has no more. One transaction a block, none while refused.
 */
export function createRateLimiter(deps: {
  readonly people: Documents;
  readonly clock: Clock;
  /** Multiplies every capacity. */
  readonly scale: number;
}): TakeLimit {
  const buckets = new Map<string, Bucket>();
  const remember = (key: string, bucket: Bucket) => {
    buckets.delete(key);
    buckets.set(key, bucket);
    if (buckets.size > callersKnown) {
      const [oldest] = buckets.keys();
      if (oldest !== undefined) buckets.delete(oldest);
    }
  };

  return async (name, who) => {
    const limit: Limit = limits[name];
    const policy = { capacity: Math.max(1, limit.capacity * deps.scale), windowMs: limit.windowMs };
    const key = `${name}:${who}`;
    const nowMs = deps.clock.nowMs();
    if (limit.block !== undefined) return leased(name, key, policy, limit.block, nowMs);
    const taken = takeTokens(policy, buckets.get(key), 1, nowMs);
    remember(key, taken.bucket);
    return answer(name, policy, taken.type === 'taken', taken.bucket, taken.type === 'taken' ? 0 : taken.retryAfterMs);
  };

  async function leased(name: LimitName, key: string, policy: LimitPolicy, block: number, nowMs: number) {
    const id = `${name}:${stableId(key)}`;
    const own = buckets.get(key);
    if (own && own.tokens >= 1 && nowMs - own.atMs < blockKeptMs) {
      const left = { ...own, tokens: own.tokens - 1 };
      remember(key, left);
      return answer(name, policy, true, left, 0);
    }
    const lease = await deps.people.transaction(async (read) => {
      const stored = (await rateLimits.get(read, id))?.value;
      const full = fill(policy, stored, nowMs);
      const size = Math.min(block, Math.floor(full.tokens));
      const taken = takeTokens(policy, full, Math.max(1, size), nowMs);
      if (taken.type === 'refused') return { writes: [], result: { size: 0, ...taken } };
      const left = { ...taken.bucket, expiresAtMs: nowMs + policy.windowMs };
      return { writes: [rateLimits.set(id, left)], result: { size, retryAfterMs: 0, bucket: taken.bucket } };
    });
    if (lease.size === 0) return answer(name, policy, false, lease.bucket, lease.retryAfterMs);
    remember(key, { tokens: lease.size - 1, atMs: nowMs });
    const { bucket } = lease;
    return answer(name, policy, true, { ...bucket, tokens: bucket.tokens + lease.size - 1 }, 0);
  }
}

function answer(
  limit: LimitName,
  policy: LimitPolicy,
  allowed: boolean,
  bucket: Bucket,
  retryAfterMs: number,
): LimitAnswer {
  const remaining = Math.max(0, Math.floor(bucket.tokens));
  return { limit, allowed, policy, remaining, resetMs: allowed ? fullInMs(policy, bucket) : retryAfterMs };
}

/** `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers), and `Retry-After` (RFC 9110) when refused. */
export function limitHeaders({ limit, allowed, policy, remaining, resetMs }: LimitAnswer): Record<string, string> {
  const resetSeconds = Math.ceil(resetMs / 1_000);
  return {
    'ratelimit-policy': `"${limit}";q=${Math.floor(policy.capacity)};w=${policy.windowMs / 1_000}`,
    ratelimit: `"${limit}";r=${remaining};t=${resetSeconds}`,
    ...(allowed ? {} : { 'retry-after': String(Math.max(1, resetSeconds)) }),
  };
}
