import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { wire } from '../../../functions/api/wire.ts';
import { breakers } from '../../../shared/documents/breaker.ts';
import { deals } from '../../../shared/documents/deal.ts';
import { offers } from '../../../shared/documents/offer.ts';
import { shards } from '../../../shared/documents/shard.ts';
import { subscribers } from '../../../shared/documents/subscriber.ts';
import { newSubscriber } from '../../../shared/domain/audience/new-subscriber.ts';
import { holdOpen, newCircuit } from '../../../shared/domain/circuit/circuit.ts';
import { listDeal } from '../../../shared/domain/deal/list-deal.ts';
import { addSubscribers } from '../../support/add-subscribers.ts';
import { idsOf, jsonOf, problemOf } from '../../support/answers.ts';
import { adminSecret, type TestPlatform, testPlatform } from '../../support/test-platform.ts';

let platform: TestPlatform;
let ask: (path: string, init?: RequestInit) => Promise<Response>;
beforeEach(() => {
  platform = testPlatform({ flags: ['--host-map', 'corner.demo.localhost=127.0.0.1:8081'] });
  const app = wire(platform);
  ask = async (path, init) => app.request(path, init);
});

const watch = (body: unknown, headers: Readonly<Record<string, string>> = { authorization: `Bearer ${adminSecret}` }) =>
  ask('/api/watches', { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers });
const dueShards = () => shards.find(platform.catalogue, 'due', { limit: 10 });

describe('POST /api/watches', () => {
  it('watches a page once, in its canonical form, and asks for a look', async () => {
    const first = await watch({ url: 'https://www.amazon.com/dp/1?utm_source=x#reviews' });
    expect(first.status).toBe(201);
    const answer = await jsonOf(first);
    expect(answer).toMatchObject({ url: 'https://www.amazon.com/dp/1', retailerId: 'amazon' });
    const again = await watch({ url: 'https://www.amazon.com/dp/1' });
    expect([again.status, await again.json()]).toEqual([200, answer]);
    expect(platform.published).toMatchObject([{ topic: 'scan-requested' }]);
    expect((await offers.get(platform.catalogue, String(answer.offerId)))?.value.url).toBe(
      'https://www.amazon.com/dp/1',
    );
    expect(await dueShards()).toHaveLength(1);
  });

  it('takes a host the operator mapped, whatever its port', async () => {
    expect((await watch({ url: 'http://corner.demo.localhost:8081/p/1' })).status).toBe(201);
  });

  it.each<readonly [string, unknown, number, string]>([
    ['no URL', { url: 'amazon' }, 400, 'invalid-input'],
    ['another scheme', { url: 'file:///etc/passwd' }, 400, 'invalid-input'],
    ['a user name', { url: 'https://me@shop.example/' }, 400, 'invalid-input'],
    ['a host name of odd characters', { url: 'https://a$b.example/p' }, 400, 'invalid-input'],
    ['a host name without end', { url: `https://${'a.'.repeat(110)}example/p` }, 400, 'invalid-input'],
    ['a number', { url: 5 }, 400, 'invalid-input'],
    ['nothing', {}, 400, 'invalid-input'],
    ['an unknown field', { url: 'https://shop.example/', every: 5 }, 400, 'invalid-input'],
    ['a list', ['https://shop.example/'], 400, 'invalid-input'],
    ['a URL without end', { url: `https://shop.example/${'x'.repeat(2_000)}` }, 400, 'invalid-input'],
    ['no JSON', 'url=https://shop.example/', 400, 'invalid-json'],
    ['a body without end', `{"url":"${'x'.repeat(100_000)}"}`, 413, 'too-large'],
    ['a loopback address', { url: 'http://127.0.0.1:8080/' }, 422, 'refused-address'],
    ['a loopback address in another notation', { url: 'http://0x7f.1/' }, 422, 'refused-address'],
    ['an address as one number', { url: 'http://2130706433/' }, 422, 'refused-address'],
    ['a private address', { url: 'https://192.168.0.1/' }, 422, 'refused-address'],
    ['the metadata server', { url: 'http://169.254.169.254/latest/' }, 422, 'refused-address'],
    ['the metadata server by name', { url: 'http://metadata.google.internal/' }, 422, 'refused-address'],
    ['an IPv6 address', { url: 'http://[::1]/' }, 422, 'refused-address'],
    ['an IPv4 address in IPv6', { url: 'http://[::ffff:10.0.0.1]/' }, 422, 'refused-address'],
    ['the local host by name', { url: 'http://localhost/' }, 422, 'refused-address'],
    ['a shop of the demo that is not mapped', { url: 'http://other.demo.localhost/' }, 422, 'refused-address'],
    ['a port that is not the web’s', { url: 'https://shop.example:22/' }, 422, 'refused-address'],
  ])('refuses %s and changes nothing', async (_, body, status, type) => {
    expect(await problemOf(await watch(body))).toEqual([status, type]);
    expect([await dueShards(), platform.published]).toEqual([[], []]);
  });

  it.each([{}, { authorization: 'Bearer wrong' }])('refuses who sends %j', async (headers) => {
    expect(await problemOf(await watch({ url: 'https://shop.example/' }, headers))).toEqual([401, 'unauthorised']);
    expect([await dueShards(), platform.published]).toEqual([[], []]);
  });
});

describe('GET /buyer/deals', () => {
  const deal = (n: number) => ({
    offerId: `o${n}`,
    retailerId: n % 2 ? 'amazon' : 'ebay',
    retailerName: 'A shop',
    title: `Thing ${n}`,
    url: 'https://shop.example/',
    kind: n % 3 ? ('deal' as const) : ('glitch' as const),
    price: { minor: 100, currency: 'EUR' },
    medianMinor: 200,
    low30Minor: 150,
    discount: 0.5,
    reasons: [],
    observedAtMs: 0,
    confirmedAtMs: 1_000 + n,
    retractedAtMs: null,
  });
  const known = { confidence: 1, condition: undefined, seller: undefined, days: 90 };
  beforeEach(() =>
    platform.catalogue.write([1, 2, 3, 4, 5].map((n) => deals.create(`d${n}`, listDeal(deal(n), known)))),
  );
  const idsAt = async (path: string) => idsOf(await ask(path));

  it('pages from the newest to the oldest, without a gap or a repetition', async () => {
    const first = await idsAt('/buyer/deals?sort=newest&limit=2');
    const second = await idsAt(`/buyer/deals?sort=newest&limit=2&cursor=${first.nextCursor}`);
    const third = await idsAt(`/buyer/deals?sort=newest&limit=2&cursor=${second.nextCursor}`);
    expect([first.ids, second.ids, third]).toEqual([['d5', 'd4'], ['d3', 'd2'], { ids: ['d1'], nextCursor: null }]);
  });

  it('filters by retailer or kind, and shows one with its evidence', async () => {
    expect((await idsAt('/buyer/deals?sort=newest&retailer=amazon')).ids).toEqual(['d5', 'd3', 'd1']);
    expect((await idsAt('/buyer/deals?kind=glitch')).ids).toEqual(['d3']);
    expect(await (await ask('/buyer/deals/d3')).json()).toMatchObject({ id: 'd3', title: 'Thing 3', evidence: null });
  });

  const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  it.each([
    ['limit=0', 'invalid-input'],
    ['limit=101', 'invalid-input'],
    ['limit=two', 'invalid-input'],
    ['kind=bargain', 'invalid-input'],
    ['retailer=nobody', 'invalid-input'],
    ['sort=price', 'invalid-input'],
    ['cursor=x', 'invalid-cursor'],
    [`cursor=${cursor(['1', 'd1'])}`, 'invalid-cursor'],
    [`cursor=${cursor([1])}`, 'invalid-cursor'],
    [`cursor=${cursor([1, 'a/b'])}`, 'invalid-cursor'],
    [`cursor=${cursor({ 0: 1, 1: 'd1' })}`, 'invalid-cursor'],
    [`cursor=${'x'.repeat(501)}`, 'invalid-input'],
  ])('refuses ?%s', async (query, type) => {
    for (const path of ['/buyer/deals', '/anomalies']) {
      if (path === '/anomalies' && /kind|retailer/.test(query)) continue;
      expect(await problemOf(await ask(`${path}?${query}`))).toEqual([400, type]);
    }
  });

  it.each(['nothing', 'a%20b', '..%2F..', '__id__', '%00', 'x'.repeat(201)])('finds no deal named %s', async (id) => {
    expect(await problemOf(await ask(`/buyer/deals/${id}`))).toEqual([404, 'not-found']);
  });
});

describe('/stop/{token}', () => {
  beforeEach(() =>
    addSubscribers(platform.people, {
      s: newSubscriber({
        email: 'somebody@example.org',
        locale: 'en',
        timeZone: 'Etc/UTC',
        unsubscribeToken: 'token-1',
        createdAtMs: 0,
      }),
    }),
  );
  const isActive = async () => (await subscribers.get(platform.people, 's'))?.value.active;

  it('asks before it stops anything, since mail scanners open links; the mail client’s one click stops at once', async () => {
    const question = await ask('/stop/token-1');
    expect([question.status, await isActive()]).toEqual([200, true]);
    expect(await question.text()).toContain('<form method="post">');
    const click = { method: 'POST', body: 'List-Unsubscribe=One-Click' };
    expect([(await ask('/stop/token-1', click)).status, await isActive()]).toEqual([200, false]);
    expect((await ask('/stop/token-1', click)).status).toBe(200);
  });

  it('takes the clicks of a mail service for all its readers, which come from few addresses', async () => {
    const statuses = new Set<number>();
    for (let i = 0; i < 200; i++) statuses.add((await ask('/stop/token-1', { method: 'POST' })).status);
    expect(statuses).toEqual(new Set([200]));
  });

  it('says nothing of anybody to who has no token', async () => {
    for (const token of ['token-2', '%00', "'--", 'x'.repeat(5_000)]) {
      expect((await ask(`/stop/${token}`, { method: 'POST' })).status).toBe(404);
    }
    expect(await (await ask('/stop/token-2')).text()).toContain('<h1>This link stops nothing</h1>');
    expect(await isActive()).toBe(true);
    expect(JSON.stringify(platform.logged)).not.toMatch(/somebody|token-/);
  });
});

describe('a page behind a link', () => {
  it('is styled by the rules it brings, which its policy names, and runs and loads nothing', async () => {
    for (const path of ['/plan?paid', '/plan', '/stop/nobody', '/demo-checkout/nobody']) {
      const answer = await ask(path);
      const page = await answer.text();
      const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
      const hash = createHash('sha256').update(style).digest('base64');
      expect(answer.headers.get('content-security-policy')).toContain(`default-src 'none'; style-src 'sha256-${hash}'`);
      expect(page, path).toMatch(/<h1>[^<]+<\/h1>/);
      expect(page, path).not.toMatch(/<script|<link|<img|\sstyle=|\son\w+=/);
    }
  });
});

describe('GET /health', () => {
  const health = async () => {
    const answer = await ask('/health');
    return [answer.status, await jsonOf(answer)] as const;
  };

  it('is healthy, and asks the stores at most every 30 seconds', async () => {
    expect(await health()).toMatchObject([200, { status: 'healthy', version: expect.any(String) }]);
    const { reads } = platform.catalogue.counts;
    platform.clock.advance(29_999);
    await health();
    expect(platform.catalogue.counts.reads).toBe(reads);
  });

  it('is degraded while an optional service is behind an open breaker', async () => {
    const nowMs = platform.clock.nowMs();
    await platform.catalogue.write([breakers.set('gemini', holdOpen(newCircuit(nowMs), nowMs))]);
    expect(await health()).toMatchObject([
      200,
      { status: 'degraded', checks: expect.arrayContaining([{ name: 'gemini', ok: false, ms: 0 }]) },
    ]);
  });

  it.each(['catalogue', 'people'] as const)(
    'is unhealthy while %s fails, says so without details, and heals',
    async (store) => {
      platform[store].failWith = new Error('10.0.0.5 refused');
      const [status, body] = await health();
      expect([status, body.status]).toEqual([503, 'unhealthy']);
      expect(body.checks).toContainEqual({ name: store, ok: false, ms: expect.any(Number) });
      expect(JSON.stringify(body)).not.toContain('10.0.0.5');
      platform[store].failWith = undefined;
      platform.clock.advance(30_000);
      expect(await health()).toMatchObject([200, { status: 'healthy' }]);
    },
  );

  it('is unhealthy when a store does not answer at all', async () => {
    platform.people.get = () => new Promise(() => {});
    const answer = health();
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    platform.clock.advance(5_000);
    expect(await answer).toMatchObject([503, { status: 'unhealthy' }]);
  });
});

describe('the other answers', () => {
  it('are lists', async () => {
    expect(await (await ask('/shops')).json()).toEqual({ items: [] });
    expect(await (await ask('/anomalies?state=rejected')).json()).toEqual({ items: [], nextCursor: null });
    expect(await problemOf(await ask('/anomalies?state=odd'))).toEqual([400, 'invalid-input']);
  });

  it('are a 500 without details when the store fails', async () => {
    platform.catalogue.failWith = new Error('10.0.0.5 refused');
    const answer = await ask('/buyer/deals');
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('10.0.0.5');
  });
});
