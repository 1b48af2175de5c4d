import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { wire as wireAdmin } from '../../../functions/admin/wire.ts';
import { type SightedPage, SnapshotKeeper } from '../../../functions/scrape-retailer/keep-snapshot.ts';
import { packBytes, unpackBytes } from '../../../shared/adapters/packed-text.ts';
import { snapshots } from '../../../shared/documents/snapshot.ts';
import { problemOf } from '../../support/answers.ts';
import { adminSecret, type TestPlatform, testPlatform } from '../../support/test-platform.ts';

const dayMs = 86_400_000;
let platform: TestPlatform;
let keeper: SnapshotKeeper;
let ask: (path: string, headers?: Record<string, string>) => Promise<Response>;
beforeEach(() => {
  platform = testPlatform();
  keeper = new SnapshotKeeper({ ...platform, packPage: packBytes });
  const app = wireAdmin(platform);
  ask = async (path, headers = { authorization: `Bearer ${adminSecret}` }) => app.request(path, { headers });
});

const page = (changes: Partial<SightedPage> = {}): SightedPage => ({
  offerId: 'o-1',
  shopId: 'lamps',
  retailerId: 'generic',
  page: {
    url: 'https://lamps.example/1',
    html: '<h1>Lamp</h1><p>ada@example.com</p><script>price=1;alert(1)</script>',
    status: 200,
  },
  extraction: { outcome: 'unreadable', reason: 'no price', votes: [], reasons: [], facts: {} },
  seenPrice: { minor: 2000, currency: 'EUR' },
  purpose: 'scheduled',
  anomalyId: undefined,
  lostStructure: false,
  before: undefined,
  ...changes,
});

describe('a page that cannot be read', () => {
  it('is kept redacted and packed for 30 days, and named by its look', async () => {
    const link = await keeper.keep(page());
    const kept = await snapshots.get(platform.catalogue, link?.id ?? '');
    const nowMs = platform.clock.nowMs();
    expect(kept?.value).toMatchObject({
      offerId: 'o-1',
      reason: 'unreadable',
      earlierPrice: { minor: 2000 },
      takenAtMs: nowMs,
      expiresAtMs: nowMs + 30 * dayMs,
    });
    const [blob] = [...platform.blobs.kept.values()];
    expect(blob).toMatchObject({ contentType: 'application/gzip', expiresAtMs: nowMs + 30 * dayMs });
    const html = await unpackBytes(blob?.bytes ?? new Uint8Array());
    expect(html).toContain('<h1>Lamp</h1>');
    expect(html).not.toContain('ada@');
  });

  it('takes the place of the one before: a redelivery leaves one', async () => {
    const first = await keeper.keep(page());
    const again = await new SnapshotKeeper({ ...platform, packPage: packBytes }).keep(page());
    expect(again?.id).toBe(first?.id);
    expect(platform.blobs.kept.size).toBe(1);
    expect(await keeper.keep(page({ before: first }))).toEqual(first);
  });

  it('is cut to 512 KB packed, and says so', async () => {
    const noise = Array.from(
      { length: 40_000 },
      () => `<p>${randomBytes(15).toString('base64').slice(0, 19)} x</p>`,
    ).join('');
    const link = await keeper.keep(
      page({ page: { url: 'https://lamps.example/1', html: `<h1>L</h1>${noise}`, status: 200 } }),
    );
    const kept = await snapshots.get(platform.catalogue, link?.id ?? '');
    expect(kept?.value.truncated).toBe(true);
    expect(kept?.value.bytes).toBeLessThanOrEqual(512 * 1024);
  });

  it('does not fail the look when it cannot be kept', async () => {
    const blobs = { ...platform.blobs, put: () => Promise.reject(new Error('no room')) };
    const full = new SnapshotKeeper({ ...platform, blobs, packPage: packBytes });
    expect(await full.keep(page())).toBeUndefined();
    expect(platform.logged.map(({ severity }) => severity)).toEqual(['WARNING']);
  });

  it('is not kept a thousand times of one shop in a day', async () => {
    for (let n = 0; n < 60; n += 1) await keeper.keep(page({ offerId: `o-${n}` }));
    expect(platform.blobs.kept.size).toBe(40);
    platform.clock.advance(dayMs);
    expect(await keeper.keep(page({ offerId: 'o-99' }))).toBeDefined();
  });
});

describe('the operator', () => {
  it('sees the pages that were kept, of one shop or of all', async () => {
    await keeper.keep(page());
    await keeper.keep(page({ offerId: 'o-2', shopId: 'mugs' }));
    const of = async (query: string) => (await ask(`/admin/snapshots${query}`)).json();
    expect(await of('')).toMatchObject({ items: [{}, {}] });
    expect(await of('?shopId=mugs')).toMatchObject({ items: [{ offerId: 'o-2', reason: 'unreadable' }] });
    expect(await problemOf(await ask('/admin/snapshots?limit=0'))).toEqual([400, 'invalid-input']);
  });

  it('reads the markup as text, or looks at a page that cannot run anything', async () => {
    const link = await keeper.keep(page());
    const source = await ask(`/admin/snapshots/${link?.id}/source`);
    expect(source.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await source.text()).toContain('<script>');
    const shown = await ask(`/admin/snapshots/${link?.id}/page`);
    expect(shown.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(shown.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await shown.text()).not.toContain('alert');
  });

  it('is told where there is no such page, and nobody else gets any', async () => {
    for (const path of ['nothing', 'nothing/source', 'nothing/page'])
      expect(await problemOf(await ask(`/admin/snapshots/${path}`))).toEqual([404, 'not-found']);
    expect(await problemOf(await ask('/admin/snapshots', {}))).toEqual([401, 'unauthorised']);
  });
});
