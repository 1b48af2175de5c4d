import { type PageRendered, pageRendered } from '../../shared/messages/page-rendered.ts';
import type { RenderRequested } from '../../shared/messages/render-requested.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { FetchResult, PageSource } from '../../shared/ports/page-source.ts';
import { TransientError } from '../../shared/runtime/errors.ts';
import type { Handle } from '../../shared/runtime/receive.ts';
import { HostPace } from './host-pace.ts';

interface ScrapeRetailerBrowser {
  readonly pages: PageSource;
  readonly clock: Clock;
  packText(text: string): Promise<string>;
}

/** Of a packed page: a message holds ten million bytes in all. */
const maxPackedBytes = 9_500_000;

/** A message is not believed when it asks for more: the page and its retries need the rest of the time. */
const longestRestMs = 30_000;

/** Renders a page and hands it back unread: what runs strangers' scripts should be able to do as little as possible. */
export function scrapeRetailerBrowser({ pages, clock, packText }: ScrapeRetailerBrowser): Handle<RenderRequested> {
  const hosts = new HostPace();
  return async (request, { publish, log, signal }) => {
    const { renderId, shardId, offerId, url, purpose, locale, robots } = request;
    if (clock.nowMs() >= request.voidAtMs) return log.info('nobody waits for this page any more', { offerId });
    const restMs = hosts.reserve(URL.parse(url)?.host ?? '', request, clock.nowMs()) - clock.nowMs();
    if (restMs > 0) await clock.sleep(Math.min(restMs, longestRestMs), signal);
    const fetched = await pages.fetch({ url, purpose, robots, signal, ...(locale ? { locale } : {}) });
    const renderedAtMs = clock.nowMs();
    const result = await resultOf(fetched, packText);
    await publish(pageRendered, [{ renderId, shardId, offerId, renderedAtMs, result }]);
  };
}

async function resultOf(
  fetched: FetchResult,
  packText: ScrapeRetailerBrowser['packText'],
): Promise<PageRendered['result']> {
  switch (fetched.type) {
    case 'page': {
      const { status, url, html } = fetched;
      const packedHtml = await packText(html);
      if (packedHtml.length <= maxPackedBytes) return { type: 'page', status, url, packedHtml };
      return { type: 'failed', failure: 'too-large', detail: `${packedHtml.length} bytes, packed` };
    }
    case 'failed': {
      const { type, failure, detail, retryAfterMs } = fetched;
      if (failure === 'cancelled') throw new TransientError('stopped before the page was rendered');
      return { type, failure, detail, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    }
    case 'not-modified':
      throw new Error('a browser was told "not modified"');
  }
}
