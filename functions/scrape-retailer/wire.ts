import { httpPageSource } from '../../shared/adapters/http/http-page-source.ts';
import { jinaPageSource } from '../../shared/adapters/jina.ts';
import { packBytes, unpackText } from '../../shared/adapters/packed-text.ts';
import { type PageRendered, pageRendered } from '../../shared/messages/page-rendered.ts';
import { type ScrapeRequested, scrapeRequested } from '../../shared/messages/scrape-requested.ts';
import { availableWays } from '../../shared/runtime/available-ways.ts';
import { messageFunction } from '../../shared/runtime/function.ts';
import { createHeartbeat } from '../../shared/runtime/heartbeat.ts';
import { parseHostMap } from '../../shared/runtime/host-map.ts';
import { parseTopics } from '../../shared/runtime/receive.ts';
import { version } from '../../shared/runtime/version.ts';
import { scrapeRetailer } from './handler.ts';
import { SnapshotKeeper } from './keep-snapshot.ts';
import { ShopWays } from './shop-ways.ts';

const parse = parseTopics<ScrapeRequested | PageRendered>([scrapeRequested, pageRendered]);

export const wire = messageFunction('scrape-retailer', parse, (platform) => {
  const http = httpPageSource({
    ...platform,
    proxies: platform,
    allowedHosts: parseHostMap(platform.settings.hostMap),
  });
  const jina = jinaPageSource({ ...platform, baseUrl: platform.settings.jinaUrl });
  return scrapeRetailer({
    ...platform,
    http,
    jina,
    shopWays: new ShopWays(platform),
    allowedWays: async ({ strategies, proxyPool }) => {
      const available = await availableWays(platform);
      // The browser's function knows no secrets, so none of a proxy.
      const closed = proxyPool === undefined ? undefined : 'browser';
      return strategies.filter((strategy) => strategy !== closed && available[strategy].type === 'on');
    },
    unpackHtml: unpackText,
    snapshots: new SnapshotKeeper({ ...platform, packPage: packBytes }),
    browserBeat: createHeartbeat({ ...platform, functionName: 'scrape-retailer-browser', version }).beat,
    skipWithinMs: platform.settings.skipWithinMinutes * 60_000,
  });
});
