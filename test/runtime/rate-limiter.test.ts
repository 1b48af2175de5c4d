import { beforeEach, describe, expect, it } from 'vitest';
import { createRateLimiter, limitHeaders, type TakeLimit } from '../../shared/runtime/rate-limiter.ts';
import { type TestPlatform, testPlatform } from '../support/test-platform.ts';

let platform: TestPlatform;
const instance = (): TakeLimit => createRateLimiter({ ...platform, scale: 1 });
beforeEach(() => {
  platform = testPlatform();
});

const allowedOf = async (take: TakeLimit, limit: Parameters<TakeLimit>[0], who: string, times: number) => {
  let allowed = 0;
  for (let i = 0; i < times; i++) if ((await take(limit, who)).allowed) allowed++;
  return allowed;
};

describe('a rate limit', () => {
  it('of one instance costs no reads, and counts everybody for themselves', async () => {
    const take = instance();
    expect(await allowedOf(take, 'write', 'a', 100)).toBe(60);
    expect(await allowedOf(take, 'write', 'b', 10)).toBe(10);
    expect(platform.people.counts).toMatchObject({ reads: 0, writes: 0 });
  });

  it('that all instances share is the same for a caller spread over all of them', async () => {
    const instances = [instance(), instance(), instance()];
    let allowed = 0;
    for (let i = 0; i < 40; i++) {
      for (const take of instances) if ((await take('sign-in', 'a')).allowed) allowed++;
    }
    expect(allowed).toBe(30);
    expect(await allowedOf(instance(), 'sign-in', 'b', 1)).toBe(1);
  });

  it('takes its share in blocks: a write for three', async () => {
    await allowedOf(instance(), 'sign-in', 'a', 9);
    expect(platform.people.counts.writes).toBe(3);
  });

  it('is told in headers, with when to come again', async () => {
    const take = instance();
    expect(limitHeaders(await take('write', 'a'))).toEqual({
      'ratelimit-policy': '"write";q=60;w=60',
      ratelimit: '"write";r=59;t=1',
    });
    await allowedOf(take, 'write', 'a', 59);
    expect(limitHeaders(await take('write', 'a'))).toMatchObject({ ratelimit: '"write";r=0;t=1', 'retry-after': '1' });
    platform.clock.advance(1_000);
    expect((await take('write', 'a')).allowed).toBe(true);
  });
});
