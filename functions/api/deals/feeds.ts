import type { Stored } from '../../../shared/documents/collection.ts';
import type { Deal } from '../../../shared/documents/deal.ts';
import { webUrl } from '../../../shared/domain/alert/html.ts';
import { formatMoney } from '../../../shared/domain/money/format-money.ts';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import { etagOf } from '../../../shared/runtime/etag.ts';
import type { Platform } from '../../../shared/runtime/platform.ts';
import { iso } from '../../../shared/runtime/views.ts';
import { feedQuery, findDeals } from './find-deals.ts';
import { onceFor } from './once-for.ts';

const inFeed = 50;

const rssFeed = {
  method: 'GET',
  path: '/feeds/deals.rss',
  action: 'read-public',
  summary: 'The first deals of a query as RSS 2.0.',
  query: feedQuery,
  contentType: 'application/rss+xml',
} as const satisfies Endpoint;

const jsonFeed = {
  method: 'GET',
  path: '/feeds/deals.json',
  action: 'read-public',
  summary: 'The first deals of a query as JSON Feed 1.1.',
  query: feedQuery,
  contentType: 'application/feed+json',
} as const satisfies Endpoint;

export function feedEndpoints(server: EndpointServer, { catalogue, settings: { publicUrl } }: Platform): void {
  const entryOf = onceFor((deal: Stored<Deal>) => rssEntry(deal, publicUrl));
  server.add(rssFeed, async ({ query }, { req }) => {
    const { items } = await findDeals(catalogue, query, inFeed, undefined);
    return answer(rss(items.map(entryOf), publicUrl, ownUrl(publicUrl, req.url)), rssFeed.contentType);
  });
  server.add(jsonFeed, async ({ query }, { req }) => {
    const { items } = await findDeals(catalogue, query, inFeed, undefined);
    const feed = {
      version: 'https://jsonfeed.org/version/1.1',
      title,
      home_page_url: publicUrl,
      feed_url: ownUrl(publicUrl, req.url),
      items: items.map((deal) => ({
        id: deal.id,
        url: linkOf(deal, publicUrl),
        title: headline(deal.value),
        content_text: contentOf(deal.value),
        date_published: iso(deal.value.confirmedAtMs),
        tags: [deal.value.kind, deal.value.retailerName, ...(deal.value.category ? [deal.value.category] : [])],
      })),
    };
    return answer(JSON.stringify(feed), jsonFeed.contentType);
  });
}

const title = 'PriceHawk deals';

function answer(text: string, contentType: string): Response {
  return new Response(text, { headers: { 'content-type': `${contentType}; charset=utf-8`, ...etagOf(text) } });
}

/** As whoever reads the feed reached it, under the address people know. */
function ownUrl(publicUrl: string, asked: string): string {
  const { pathname, search } = new URL(asked);
  return `${publicUrl}${pathname}${search}`;
}

const linkOf = ({ id, value }: Stored<Deal>, publicUrl: string) =>
  webUrl(value.url) ?? `${publicUrl}/buyer/deals/${id}`;
const headline = ({ title, price }: Deal) => `${title}: ${formatMoney(price)}`;

function contentOf({ kind, price, medianMinor, discount, retailerName }: Deal): string {
  const usual = formatMoney({ minor: Math.round(medianMinor), currency: price.currency });
  const what = kind === 'glitch' ? 'probably a pricing error' : 'a deal';
  return `${formatMoney(price)} instead of ${usual} (${Math.floor(discount * 100)} % less) at ${retailerName}: ${what}.`;
}

const rssEntry = (deal: Stored<Deal>, publicUrl: string): string => `<item>
<title>${xml(headline(deal.value))}</title>
<link>${xml(linkOf(deal, publicUrl))}</link>
<guid isPermaLink="false">${xml(deal.id)}</guid>
<pubDate>${new Date(deal.value.confirmedAtMs).toUTCString()}</pubDate>
<category>${deal.value.kind}</category>${deal.value.category ? `\n<category>${xml(deal.value.category)}</category>` : ''}
<description>${xml(contentOf(deal.value))}</description>
</item>`;

/** RSS 2.0 (rssboard.org), with the feed's own address as Atom has it. */
function rss(entries: readonly string[], publicUrl: string, ownAddress: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>${title}</title>
<link>${xml(publicUrl)}</link>
<description>Prices that are wrong or unusually good, made sure of.</description>
<atom:link href="${xml(ownAddress)}" rel="self" type="application/rss+xml"/>
${entries.join('\n')}
</channel>
</rss>
`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text as XML 1.0 can hold it: escaped, and without the characters it has no form for. */
function xml(text: string): string {
  const legal = text.toWellFormed().replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');
  return legal.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
