import { describe, expect, it } from 'vitest';
import {
  afterProxyFailure,
  chooseProxy,
  onTrial,
  type ProxyTrouble,
  parseProxyPools,
} from '../../../shared/domain/fetching/proxy-pools.ts';

const minuteMs = 60_000;
const pool = ['a', 'b', 'c'].map((name) => ({ label: `eu/${name}`, url: `http://${name}.example:8080` }));

describe('pools of proxies', () => {
  it('are read from a JSON object; each proxy is known by pool and place', () => {
    const pools = parseProxyPools(
      '{"eu":["http://u:p@one.example:3128","https://two.example"],"us":["http://[::1]:8"]}',
    );
    expect([...(pools ?? [])]).toEqual([
      [
        'eu',
        [
          { label: 'eu/1', url: 'http://u:p@one.example:3128' },
          { label: 'eu/2', url: 'https://two.example' },
        ],
      ],
      ['us', [{ label: 'us/1', url: 'http://[::1]:8' }]],
    ]);
  });

  it.each([
    '',
    'eu',
    '[]',
    '{"eu":[]}',
    '{"eu":"http://one.example"}',
    '{"EU":["http://one.example"]}',
    '{"eu":["one.example:3128"]}',
    '{"eu":["socks5://one.example"]}',
  ])('are not read from %s', (text) => expect(parseProxyPools(text)).toBeUndefined());
});

describe('a proxy that fails', () => {
  it('rests a minute, then twice as long after each trial that fails, a quarter of an hour at most', () => {
    const rests: number[] = [];
    let trouble: ProxyTrouble | undefined;
    for (let atMs = 0, n = 0; n < 6; n++) {
      trouble = afterProxyFailure(trouble && onTrial(trouble, atMs), atMs);
      rests.push((trouble.untilMs - atMs) / minuteMs);
      atMs = trouble.untilMs;
    }
    expect(rests).toEqual([1, 2, 4, 8, 15, 15]);
  });

  it('has failed once when several requests under way fail with it', () => {
    const trouble = afterProxyFailure(undefined, 0);
    expect(afterProxyFailure(trouble, 500)).toBe(trouble);
  });

  it('is left alone while it rests and while somebody tries it', () => {
    const troubles = new Map([['eu/a', afterProxyFailure(undefined, 0)]]);
    const chosen = (nowMs: number) =>
      [0, 0.5, 0.99].map((fraction) => {
        const choice = chooseProxy(pool, ({ label }) => troubles.get(label), { nowMs, fraction });
        return choice.type === 'chosen' ? choice.proxy.label : choice.type;
      });
    expect(chosen(minuteMs - 1)).not.toContain('eu/a');
    expect(chosen(minuteMs)).toContain('eu/a');
    troubles.set('eu/a', onTrial(afterProxyFailure(undefined, 0), minuteMs));
    expect(chosen(minuteMs)).not.toContain('eu/a');
  });
});

describe('the choice of a proxy', () => {
  it('falls on another one than the last, where there is another', () => {
    const of = (proxies: typeof pool) =>
      chooseProxy(proxies, () => undefined, { nowMs: 0, fraction: 0, avoid: 'eu/a' });
    expect(of(pool)).toMatchObject({ proxy: { label: 'eu/b' } });
    expect(of(pool.slice(0, 1))).toMatchObject({ proxy: { label: 'eu/a' } });
  });

  it('says when the first one will have rested where all of them do', () => {
    const troubles = new Map(pool.map(({ label }, i) => [label, afterProxyFailure(undefined, i * 1_000)]));
    const choice = chooseProxy(pool, ({ label }) => troubles.get(label), { nowMs: 5_000, fraction: 0.5 });
    expect(choice).toEqual({ type: 'all-rest', untilMs: minuteMs });
  });
});
