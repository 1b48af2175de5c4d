import { httpPageSource } from '../../shared/adapters/http/http-page-source.ts';
import { scrapeRequested } from '../../shared/messages/scrape-requested.ts';
import { messageFunction } from '../../shared/runtime/function.ts';
import { parseHostMap } from '../../shared/runtime/host-map.ts';
import { parseTopics } from '../../shared/runtime/receive.ts';
import { scrapeRetailer } from './handler.ts';

export const wire = messageFunction('scrape-retailer', parseTopics([scrapeRequested]), (platform) =>
  scrapeRetailer({
    ...platform,
    pages: httpPageSource({ ...platform, allowedHosts: parseHostMap(platform.settings.hostMap) }),
    skipWithinMs: platform.settings.skipWithinMinutes * 60_000,
  }),
);
