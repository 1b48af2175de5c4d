import { packBytes, unpackText } from '../../shared/adapters/packed-text.ts';
import { type PageRendered, pageRendered } from '../../shared/messages/page-rendered.ts';
import { type ScrapeRequested, scrapeRequested } from '../../shared/messages/scrape-requested.ts';
import { availableWays } from '../../shared/runtime/available-ways.ts';
import { messageFunction } from '../../shared/runtime/function.ts';
import { createHeartbeat } from '../../shared/runtime/heartbeat.ts';
import { parseHostMap } from '../../shared/runtime/host-map.ts';
import { lazyPageSource } from '../../shared/runtime/lazy-page-source.ts';
import { parseTopics } from '../../shared/runtime/receive.ts';
import { version } from '../../shared/runtime/version.ts';
import { functions } from '../../shared/topology.ts';
import { scrapeRetailer } from './handler.ts';
import { SnapshotKeeper } from './keep-snapshot.ts';
import { ShopTurns } from './shop-turns.ts';
import { ShopWays } from './shop-ways.ts';

const parse = parseTopics<ScrapeRequested | PageRendered>([scrapeRequested, pageRendered]);

export const wire = messageFunction('scrape-retailer', parse, (platform) => {
  const { hostMap, jinaUrl } = platform.settings;
  const allowedHosts = parseHostMap(hostMap);
  const http = lazyPageSource(async () => {
    const { httpPageSource } = await import('../../shared/adapters/http/http-page-source.ts');
    return httpPageSource({ ...platform, proxies: platform, allowedHosts });
  });
  const jina = lazyPageSource(async () => {
    const { jinaPageSource } = await import('../../shared/adapters/jina.ts');
    return jinaPageSource({ ...platform, baseUrl: jinaUrl });
  });
  return scrapeRetailer({
    ...platform,
    http,
    jina,
    shopWays: new ShopWays(platform),
    turns: new ShopTurns({ hands: functions['scrape-retailer'].limits.concurrency }),
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
