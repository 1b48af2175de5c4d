import { type DemoProduct, productPathOf, type Shop } from './catalogue.ts';
import { layoutOf } from './layouts/layout-of.ts';
import { botCheckPage, frontPage, notFoundPage } from './layouts/other-pages.ts';
import type { ProductPage } from './layouts/product-page.ts';
import { applicationScript, productData } from './layouts/script-rendered.ts';
import { productPicture } from './picture.ts';
import { type RenderedPage, RenderedPages } from './rendered-pages.ts';
import type { StagedEvent } from './script.ts';
import { hashOf } from './seeded-random.ts';
import type { ShelfState, Stage } from './stage.ts';

const HTML = 'text/html; charset=utf-8';
const ROBOTS = 'User-agent: *\nDisallow: /cart\nDisallow: /account\n';
const RELATED_PRODUCTS = 6;

interface ShopAnswer {
  readonly status: number;
  readonly page: RenderedPage;
}

/** What each shop answers to a path: pure but for the pages kept and the count of looks that flickers need. */
export class ShopFront {
  readonly #stage: Stage;
  readonly #originOf: (shop: Shop) => string;
  readonly #pages = new RenderedPages();
  readonly #looks = new Map<StagedEvent, number>();

  constructor(stage: Stage, originOf: (shop: Shop) => string) {
    this.#stage = stage;
    this.#originOf = originOf;
  }

  answer(shop: Shop, path: string, elapsedMs: number): ShopAnswer {
    if (path === '/robots.txt') {
      return this.#fixed(shop, path, 'text/plain', () => ROBOTS);
    }
    const named = shop.products.find((product) => path.endsWith(`/${product.slug}.svg`));
    if (named !== undefined) {
      return this.#fixed(shop, path, 'image/svg+xml', () => String(productPicture(named)));
    }
    const product = shop.products.find((candidate) => productPathOf(shop, candidate) === path);
    if (product !== undefined) {
      return this.#productPage(shop, product, elapsedMs);
    }
    return shop.layout === 'script-rendered' ? this.#application(shop, path, elapsedMs) : this.#otherPage(shop, path);
  }

  #productPage(shop: Shop, product: DemoProduct, elapsedMs: number): ShopAnswer {
    if (this.#stage.eventsFor(product, elapsedMs).some((event) => event.effect.type === 'block')) {
      return {
        status: 403,
        page: this.#pages.get(`${shop.id} bot check`, HTML, () => String(botCheckPage(shop))),
      };
    }
    const state = this.#look(product, elapsedMs);
    const page = this.#pages.get(stateKey(product, state), HTML, () =>
      String(layoutOf[shop.layout](this.#pageOf(shop, product, state))),
    );
    return { status: 200, page };
  }

  #application(shop: Shop, path: string, elapsedMs: number): ShopAnswer {
    const product = shop.products.find((candidate) => path === `/api/products/${candidate.slug}`);
    if (product !== undefined) {
      const state = this.#look(product, elapsedMs);
      const page = this.#pages.get(`${stateKey(product, state)} data`, 'application/json', () =>
        JSON.stringify(productData(this.#pageOf(shop, product, state))),
      );
      return { status: 200, page };
    }
    return path === '/app.js'
      ? this.#fixed(shop, path, 'text/javascript', () => applicationScript)
      : this.#otherPage(shop, path);
  }

  #otherPage(shop: Shop, path: string): ShopAnswer {
    return path === '/'
      ? this.#fixed(shop, path, HTML, () => String(frontPage(shop)))
      : { status: 404, page: this.#pages.get(`${shop.id} not found`, HTML, () => String(notFoundPage(shop))) };
  }

  #fixed(shop: Shop, path: string, contentType: string, render: () => string): ShopAnswer {
    return { status: 200, page: this.#pages.get(`${shop.id} ${path}`, contentType, render) };
  }

  #look(product: DemoProduct, elapsedMs: number): ShelfState {
    const state = this.#stage.stateOf(product, elapsedMs, (event) => this.#looks.get(event) ?? 0);
    for (const event of this.#stage.eventsFor(product, elapsedMs)) {
      if (event.effect.type === 'flicker') {
        this.#looks.set(event, (this.#looks.get(event) ?? 0) + 1);
      }
    }
    return state;
  }

  #pageOf(shop: Shop, product: DemoProduct, state: ShelfState): ProductPage {
    const origin = this.#originOf(shop);
    const others = shop.products.filter((candidate) => candidate !== product);
    const first = hashOf('related', product.id) % Math.max(1, others.length);
    const related = [...others.slice(first), ...others.slice(0, first)].slice(0, RELATED_PRODUCTS);
    return {
      shop,
      product,
      state,
      url: `${origin}${productPathOf(shop, product)}`,
      imageUrl: `${origin}/img/${product.slug}.svg`,
      related: related.map((card) => ({ product: card, path: productPathOf(shop, card) })),
    };
  }
}

function stateKey(product: DemoProduct, { minor, listMinor, inStock }: ShelfState): string {
  return `${product.id} ${minor} ${listMinor ?? ''} ${inStock}`;
}
