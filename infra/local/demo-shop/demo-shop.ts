import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { PricePoint } from '../../../shared/domain/detection/verdict.ts';
import type { Retailer } from '../../../shared/domain/extraction/retailer.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import { type DemoProduct, loadShops, productPathOf } from './catalogue.ts';
import { priceHistory } from './history.ts';
import { shopList } from './layouts/other-pages.ts';
import type { RenderedPage } from './rendered-pages.ts';
import type { StagedEvent } from './script.ts';
import { ShopFront } from './shop-front.ts';
import { Stage } from './stage.ts';

interface DemoShopOptions {
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Which year of history the products have; 1 unless given. */
  readonly seed?: number;
  /** Script seconds per real second; 1 unless given. */
  readonly timeScale?: number;
  /** Cast to begin with (see Stage); 0 unless given. A store that has seen the demo begins with the next one. */
  readonly firstAct?: number;
}

/** One page to watch. */
export interface DemoOffer {
  readonly productId: string;
  readonly retailerId: string;
  readonly url: string;
  readonly product: DemoProduct;
}

/** An event of the script in real time (epoch milliseconds), with the pages it touches. */
export interface DemoEvent extends Pick<StagedEvent, 'name' | 'effect' | 'ends' | 'fromMs' | 'toMs'> {
  readonly retailerId: string;
  readonly urls: readonly string[];
}

export interface DemoShop {
  /** `http://127.0.0.1:PORT`, where the list of shops is. */
  readonly origin: string;
  readonly port: number;
  readonly startMs: number;
  /** Host names that have to be mapped to 127.0.0.1 at `port`. */
  readonly hosts: readonly string[];
  readonly retailers: readonly Retailer[];
  readonly offers: readonly DemoOffer[];
  /** A year of price changes of a product, oldest first, ending at today's regular price. */
  history(productId: string): readonly PricePoint[];
  /** The events of the first act, or of the act that is on at `atMs`. */
  events(atMs?: number): readonly DemoEvent[];
  stop(): Promise<void>;
}

/** Starts the invented shops on a loopback port. Rejects with the system's error (EADDRINUSE) when the port is taken. */
export async function startDemoShop(options: DemoShopOptions): Promise<DemoShop> {
  const { clock, seed = 1, timeScale = 1, firstAct = 0 } = options;
  const shops = loadShops();
  const stage = new Stage(shops, firstAct);
  const startMs = clock.nowMs();
  const elapsedMs = () => (clock.nowMs() - startMs) * timeScale;

  let port = options.port;
  const front = new ShopFront(stage, (shop) => `http://${shop.host}:${port}`);
  const server = createServer((request, response) => {
    const shop = shops.find((candidate) => candidate.host === hostNameOf(request));
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
    } else if (shop === undefined) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(String(shopList(shops, port)));
    } else {
      const { status, page } = front.answer(shop, pathOf(request), elapsedMs());
      send(request, response, status, page);
    }
  });
  port = await listen(server, options.port);

  const offers = shops.flatMap((shop) =>
    shop.products.map((product) => ({
      productId: product.id,
      retailerId: shop.id,
      url: `http://${shop.host}:${port}${productPathOf(shop, product)}`,
      product,
    })),
  );
  const offerOf = new Map(offers.map((offer) => [offer.productId, offer]));
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    startMs,
    hosts: shops.map((shop) => shop.host),
    retailers: shops.map((shop) => shop.retailer),
    offers,
    history(productId) {
      const offer = offerOf.get(productId);
      return offer === undefined ? [] : priceHistory(offer.product, seed, startMs);
    },
    events: (atMs = startMs) =>
      stage.actAt((atMs - startMs) * timeScale).map(({ name, effect, ends, shopId, productIds, fromMs, toMs }) => ({
        name,
        effect,
        ends,
        retailerId: shopId,
        urls: productIds.flatMap((id) => offerOf.get(id)?.url ?? []),
        fromMs: startMs + fromMs / timeScale,
        toMs: startMs + toMs / timeScale,
      })),
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : port);
    });
  });
}

function hostNameOf(request: IncomingMessage): string {
  return (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').replace(/[?#].*$/, '');
}

function send(request: IncomingMessage, response: ServerResponse, status: number, page: RenderedPage): void {
  const headers = { etag: page.etag, 'cache-control': 'no-cache', vary: 'accept-encoding' };
  if (status === 200 && request.headers['if-none-match']?.split(/\s*,\s*/).includes(page.etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  const gzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const body = gzip ? page.gzipped : page.body;
  response.writeHead(status, {
    ...headers,
    'content-type': page.contentType,
    'content-length': body.byteLength,
    ...(gzip ? { 'content-encoding': 'gzip' } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
