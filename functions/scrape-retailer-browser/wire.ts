import { packText } from '../../shared/adapters/packed-text.ts';
import { renderRequested } from '../../shared/messages/render-requested.ts';
import { messageFunction } from '../../shared/runtime/function.ts';
import { parseHostMap } from '../../shared/runtime/host-map.ts';
import { lazyPageSource } from '../../shared/runtime/lazy-page-source.ts';
import { parseTopics } from '../../shared/runtime/receive.ts';
import { functions } from '../../shared/topology.ts';
import { scrapeRetailerBrowser } from './handler.ts';

export const wire = messageFunction('scrape-retailer-browser', parseTopics([renderRequested]), (platform) => {
  const { chrome, hostMap } = platform.settings;
  const { concurrency } = functions['scrape-retailer-browser'].limits;
  const options = { chrome, allowedHosts: parseHostMap(hostMap), concurrency };
  const pages =
    platform.openBrowser?.(options) ??
    lazyPageSource(async () => {
      const { chromiumPageSource } = await import('../../shared/adapters/chromium/chromium-page-source.ts');
      return chromiumPageSource({ ...platform, ...options });
    });
  platform.onStop(pages.close);
  return scrapeRetailerBrowser({ ...platform, pages, packText });
});
