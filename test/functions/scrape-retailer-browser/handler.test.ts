import { describe, expect, it } from 'vitest';
import { scrapeRetailerBrowser } from '../../../functions/scrape-retailer-browser/handler.ts';
import { packText, unpackText } from '../../../shared/adapters/packed-text.ts';
import { pageRendered } from '../../../shared/messages/page-rendered.ts';
import { type RenderRequested, renderRequested } from '../../../shared/messages/render-requested.ts';
import type { FetchResult } from '../../../shared/ports/page-source.ts';
import { messageFunction } from '../../../shared/runtime/function.ts';
import { parseTopics } from '../../../shared/runtime/receive.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { testPlatform } from '../../support/test-platform.ts';

function start(result: FetchResult) {
  const platform = testPlatform({ clock: new ManualClock(undefined, { autoAdvance: true }) });
  const { clock } = platform;
  const asked: number[] = [];
  const pages = {
    fetch: async () => {
      asked.push(clock.nowMs());
      return result;
    },
  };
  const receive = messageFunction('scrape-retailer-browser', parseTopics([renderRequested]), (on) =>
    scrapeRetailerBrowser({ ...on, pages, packText }),
  )(platform);
  const request: RenderRequested = {
    renderId: 'r',
    shardId: 's',
    offerId: 'o',
    url: 'https://shop.example/p',
    purpose: 'scheduled',
    robots: 'honour',
    voidAtMs: clock.nowMs() + 60_000,
  };
  const render = (more: Partial<RenderRequested> = {}) => {
    const text = JSON.stringify({ ...request, ...more });
    return receive({ id: 'm', topic: renderRequested.name, text, attributes: {}, publishedAtMs: 0 });
  };
  return { platform, clock, asked, render };
}
const page: FetchResult = {
  type: 'page',
  status: 200,
  url: 'https://shop.example/p',
  html: '<p>€5</p>',
  validators: {},
  bytes: 9,
};

describe('the function of the browser', () => {
  it('hands a page back unread, under the name of its request', async () => {
    const { platform, render } = start(page);
    expect(await render()).toBe('ack');
    expect(platform.published).toMatchObject([
      {
        topic: 'page-rendered',
        body: { renderId: 'r', shardId: 's', offerId: 'o', result: { type: 'page', status: 200 } },
      },
    ]);
    const { result } = pageRendered.schema.parse(platform.published[0]?.body);
    expect(result.type === 'page' && (await unpackText(result.packedHtml))).toBe('<p>€5</p>');
  });

  it('hands back why there is no page', async () => {
    const { platform, render } = start({
      type: 'failed',
      failure: 'rate-limited',
      detail: 'status 429',
      retryAfterMs: 9,
    });
    await render();
    expect(platform.published).toMatchObject([{ body: { result: { failure: 'rate-limited', retryAfterMs: 9 } } }]);
  });

  it('renders nothing that nobody waits for any more', async () => {
    const { platform, clock, asked, render } = start(page);
    clock.advance(60_000);
    expect(await render()).toBe('ack');
    expect([asked, platform.published]).toEqual([[], []]);
  });

  it('leaves the shop alone until the time of its request, but not for long', async () => {
    const { clock, asked, render } = start(page);
    const beganMs = clock.nowMs();
    await render({ notBeforeMs: beganMs + 4_000 });
    expect(asked).toEqual([beganMs + 4_000]);
    await render({ notBeforeMs: beganMs + 3_600_000 });
    expect(asked).toEqual([beganMs + 4_000, beganMs + 34_000]);
  });

  it('renders the pages of one host a pause apart, however many wait', async () => {
    const { clock, asked, render } = start(page);
    const beganMs = clock.nowMs();
    for (const path of ['1', '2', '3']) await render({ url: `https://shop.example/${path}`, paceMs: 3_000 });
    await render({ url: 'https://other.example/', paceMs: 3_000 });
    expect(asked.map((atMs) => atMs - beganMs)).toEqual([0, 3_000, 6_000, 6_000]);
  });

  it('that was stopped has the page asked for again', async () => {
    const { platform, render } = start({ type: 'failed', failure: 'cancelled', detail: 'stopped' });
    expect(await render()).toBe('retry');
    expect(platform.published).toEqual([]);
  });
});
