import { type LocalServer, startLocalServer } from '../servers/local-server.ts';

/** A shop with two product pages whose prices a test sets. */
export interface KettleShop extends LocalServer {
  /** What the next looks at a page show, one after the other; the last stays. */
  setPrices(page: 'kettle' | 'lamp', ...prices: [string, ...string[]]): void;
}

const titles = { kettle: 'Copper kettle 1.7 l', lamp: 'Brass desk lamp' } as const;

export async function startKettleShop(): Promise<KettleShop> {
  const prices = new Map<string, string[]>(Object.keys(titles).map((page) => [page, ['100.00']]));
  const server = await startLocalServer(({ path }) => {
    const page = path.slice(1);
    const queue = prices.get(page);
    if (!queue) return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not found' };
    const price = (queue.length > 1 ? queue.shift() : queue[0]) ?? '';
    const body = productPage(page === 'kettle' ? titles.kettle : titles.lamp, price);
    return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
  });
  return { ...server, setPrices: (page, ...next) => prices.set(page, next) };
}

function productPage(title: string, price: string): string {
  const product = {
    '@context': 'https://schema.org',
    '@type': 'Product',
    name: title,
    offers: { '@type': 'Offer', price, priceCurrency: 'EUR', availability: 'https://schema.org/InStock' },
  };
  return `<!doctype html><html lang="en"><head><title>${title}</title>
    <script type="application/ld+json">${JSON.stringify(product)}</script></head>
    <body><main><h1>${title}</h1><p class="price">€${price}</p><button>Add to basket</button></main></body></html>`;
}
