import { createServer } from 'node:net';
import { type ProductPageParts, productPage } from './product-page.ts';

/**
 * The shop of the pipeline bench, in a process of its own and as cheap as possible, so that PriceHawk is what is
 * measured. Tells its parent its port; the parent tells it what every page does from now on.
 */
export interface ShopOrder {
  /** `unchanged`: 304 to whoever has the page; `new-body`: another body at the same price; `new-price`: both. */
  readonly pages: 'unchanged' | 'new-body' | 'new-price';
  readonly round: number;
}

let order: ShopOrder = { pages: 'new-body', round: 0 };
let priceRound = 0;
const products = new Map<number, ProductPageParts>();

/** Moves by one to three per cent from round to round, each product on its own: an ordinary shop on a busy day. */
function priceOf(product: number): string {
  const base = 20 + (product % 60) + (product % 100) / 100;
  return (base * (1 + ((product * 7 + priceRound * 13) % 5) / 100)).toFixed(2);
}

function answer(request: string): Buffer {
  const product = Number(/^GET \/p\/(\d+) /.exec(request)?.[1] ?? -1);
  if (product < 0) return response('404 Not Found', '', Buffer.alloc(0));
  const etag = `ETag: "${order.round}"\r\n`;
  if (order.pages === 'unchanged' && /^if-none-match:/im.test(request))
    return Buffer.from(`HTTP/1.1 304 Not Modified\r\n${etag}\r\n`);
  const parts = products.get(product) ?? productPage(product);
  products.set(product, parts);
  return response('200 OK', etag, parts.with(priceOf(product), `round ${order.round}`));
}

function response(status: string, headers: string, body: Buffer): Buffer {
  const head = `HTTP/1.1 ${status}\r\nContent-Type: text/html; charset=utf-8\r\n${headers}Content-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

process.on('message', (next: ShopOrder) => {
  order = next;
  if (next.pages === 'new-price') priceRound = next.round;
  process.send?.('done');
});
process.on('disconnect', () => process.exit());

const server = createServer({ noDelay: true }, (socket) => {
  let pending = '';
  socket.on('data', (chunk) => {
    pending += chunk.toString('latin1');
    for (let end = pending.indexOf('\r\n\r\n'); end >= 0; end = pending.indexOf('\r\n\r\n')) {
      socket.write(answer(pending.slice(0, end + 4)));
      pending = pending.slice(end + 4);
    }
  });
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
