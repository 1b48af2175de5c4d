import { type IncomingHttpHeaders, request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { type DemoShop, startDemoShop } from '../../../infra/local/demo-shop/demo-shop.ts';
import { decimalAmount } from '../../../infra/local/demo-shop/shop-prices.ts';

const START_MS = Date.UTC(2026, 5, 1);
let nowMs = START_MS;
let shop: DemoShop;

afterEach(async () => {
  await shop.stop();
  nowMs = START_MS;
});

async function start(options: { readonly timeScale?: number } = {}): Promise<void> {
  shop = await startDemoShop({ port: 0, clock: { nowMs: () => nowMs }, ...options });
}

/** Asks 127.0.0.1 under the address's own host name, as the fetcher's host map does. */
function get(
  url: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Buffer; headers: IncomingHttpHeaders }> {
  const { host, pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port: shop.port, path: pathname, headers: { ...headers, host } },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks), headers: answer.headers }),
        );
      },
    );
    asked.on('error', reject).end();
  });
}

async function textOf(url: string): Promise<string> {
  return (await get(url)).body.toString();
}

function firstUrlOf(eventName: string): string {
  const url = shop.events().find((event) => event.name === eventName)?.urls[0];
  if (url === undefined) {
    throw new Error(`no event "${eventName}"`);
  }
  return url;
}

test('every product’s page is a realistic size and carries its title and price', async () => {
  await start();
  for (const offer of shop.offers.filter((candidate) => candidate.retailerId !== 'prism-audio')) {
    const page = await textOf(offer.url);
    expect(page.length).toBeGreaterThan(14_000);
    expect(page.length).toBeLessThan(40_000);
    expect(page).toContain(offer.product.title);
  }
  const constant = shop.offers.find((offer) => offer.productId === 'larkspur/fenlow-slate-16-pro');
  expect(await textOf(constant?.url ?? '')).toContain('"price":"2099.00"');
});

test('an unchanged page is answered with 304, a changed one is sent again', async () => {
  await start();
  const url = firstUrlOf('permanent cut');
  const etag = String((await get(url)).headers.etag);
  const again = await get(url, { 'if-none-match': etag });
  expect([again.status, again.body.byteLength]).toEqual([304, 0]);
  nowMs += 31_000;
  expect((await get(url, { 'if-none-match': etag })).status).toBe(200);
});

test('a page is compressed for those who ask', async () => {
  await start();
  const url = shop.offers[0]?.url ?? '';
  const { headers, body } = await get(url, { 'accept-encoding': 'gzip, br' });
  expect(headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(body).toString()).toBe(await textOf(url));
});

test('a lost digit is on the page once and gone at the second look', async () => {
  await start();
  const url = firstUrlOf('lost digit');
  const product = shop.offers.find((offer) => offer.url === url)?.product;
  const amount = (minor: number) => `product:price:amount" content="${decimalAmount(minor, 'GBP')}"`;
  expect(await textOf(url)).toContain(amount((product?.priceMinor ?? 0) / 10));
  expect(await textOf(url)).toContain(amount(product?.priceMinor ?? 0));
});

test('a price error is still there at the second look', async () => {
  await start();
  nowMs += 6_000;
  const url = firstUrlOf('price error');
  expect(await textOf(url)).toBe(await textOf(url));
  expect(await textOf(url)).toContain('"price":34700,');
});

test('a blocked shop answers with a bot check instead of its pages', async () => {
  await start();
  nowMs += 100_000;
  const { status, body } = await get(firstUrlOf('bot check'));
  expect(status).toBe(403);
  expect(body.toString()).toContain('Verifying you are human');
});

test('a product sold out keeps its price and says so', async () => {
  await start();
  nowMs += 41_000;
  const page = await textOf(firstUrlOf('sold out'));
  expect(page).toContain('在庫切れ');
  expect(page).toContain('"inStock":false');
});

test('a page drawn by a script holds no price until its script has run', async () => {
  await start();
  for (const offer of shop.offers.filter((candidate) => candidate.retailerId === 'prism-audio')) {
    const page = await textOf(offer.url);
    const amount = decimalAmount(offer.product.priceMinor, 'USD');
    expect(page).not.toContain(amount);
    expect(page).not.toContain('$');
    expect(await textOf(new URL(`/api/products/${offer.product.slug}`, offer.url).href)).toContain(amount);
  }
});

test('time may run faster than the clock', async () => {
  await start({ timeScale: 10 });
  const cut = shop.events().find((event) => event.name === 'permanent cut');
  expect(cut?.fromMs).toBe(START_MS + 3_000);
  const before = await textOf(cut?.urls[0] ?? '');
  nowMs += 3_100;
  expect(await textOf(cut?.urls[0] ?? '')).not.toBe(before);
});

test('a product’s picture, the shop’s front page and its robots.txt are there; anything else is not found', async () => {
  await start();
  const url = shop.offers[0]?.url ?? '';
  expect((await get(new URL('/img/auralis-tide-700.svg', url).href)).headers['content-type']).toBe('image/svg+xml');
  expect(await textOf(new URL('/', url).href)).toContain('Auralis Tide 700');
  expect(await textOf(new URL('/robots.txt', url).href)).toContain('User-agent: *');
  expect((await get(new URL('/nothing', url).href)).status).toBe(404);
});

test('without a shop’s name the server lists its shops', async () => {
  await start();
  expect(await textOf(`http://localhost:${shop.port}/`)).toContain('Larkspur Electronics');
});
