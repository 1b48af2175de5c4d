/** How much of something is allowed: `capacity` at once, and as much again in every `windowMs`. */
export interface LimitPolicy {
  readonly capacity: number;
  readonly windowMs: number;
}

export interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

export type Taken =
  | { readonly type: 'taken'; readonly bucket: Bucket }
  | { readonly type: 'refused'; readonly bucket: Bucket; readonly retryAfterMs: number };

/** Takes tokens from a bucket that fills evenly; a bucket nobody knows is full. */
export function takeTokens(policy: LimitPolicy, known: Bucket | undefined, cost: number, nowMs: number): Taken {
  const bucket = fill(policy, known, nowMs);
  if (bucket.tokens >= cost) return { type: 'taken', bucket: { ...bucket, tokens: bucket.tokens - cost } };
  const retryAfterMs = Math.ceil(((cost - bucket.tokens) * policy.windowMs) / policy.capacity);
  return { type: 'refused', bucket, retryAfterMs };
}

/** The bucket as it is now. */
export function fill({ capacity, windowMs }: LimitPolicy, known: Bucket | undefined, nowMs: number): Bucket {
  if (!known) return { tokens: capacity, atMs: nowMs };
  const elapsedMs = Math.max(0, nowMs - known.atMs);
  return { tokens: Math.min(capacity, known.tokens + (elapsedMs * capacity) / windowMs), atMs: nowMs };
}

/** When it is full again, from now. */
export function fullInMs({ capacity, windowMs }: LimitPolicy, { tokens }: Bucket): number {
  return Math.ceil(((capacity - tokens) * windowMs) / capacity);
}
