import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bucket, takeTokens } from '../../../shared/domain/limits/token-bucket.ts';

const policy = { capacity: 10, windowMs: 1_000 };

describe('a token bucket', () => {
  it('gives no more than its capacity plus what flowed in, whenever it is asked', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300), { maxLength: 200 }), (waits) => {
        let nowMs = 0;
        let bucket: Bucket | undefined;
        let taken = 0;
        for (const waitMs of waits) {
          nowMs += waitMs;
          const result = takeTokens(policy, bucket, 1, nowMs);
          bucket = result.bucket;
          if (result.type === 'taken') taken++;
        }
        expect(taken).toBeLessThanOrEqual(policy.capacity + (nowMs * policy.capacity) / policy.windowMs);
      }),
    );
  });

  it('says truly when there is one again', () => {
    let bucket: Bucket | undefined;
    for (let i = 0; i < 10; i++) bucket = takeTokens(policy, bucket, 1, 0).bucket;
    const refused = takeTokens(policy, bucket, 1, 30);
    expect(refused).toMatchObject({ type: 'refused', retryAfterMs: 70 });
    expect(takeTokens(policy, refused.bucket, 1, 99).type).toBe('refused');
    expect(takeTokens(policy, refused.bucket, 1, 100).type).toBe('taken');
  });
});
