import type { DemoProduct, Shop } from './catalogue.ts';

/** What an event does to the pages it touches. Factors multiply the regular price. */
type Effect =
  /** Sold at less for a while; the page strikes the regular price through. */
  | { readonly type: 'sale'; readonly factor: number }
  /** The regular price itself changes, for good. */
  | { readonly type: 'cut'; readonly factor: number }
  /** The shop charges this by mistake: nothing on the page is struck through. */
  | { readonly type: 'glitch'; readonly factor: number }
  /** Wrong on the page only, for everybody who looks. */
  | { readonly type: 'misprint'; readonly factor: number }
  /** Wrong for the first `looks` requests, right afterwards. */
  | { readonly type: 'flicker'; readonly factor: number; readonly looks: number }
  | { readonly type: 'out-of-stock' }
  /** A bot check instead of the page. */
  | { readonly type: 'block' };

/**
 * How an event has to end: `deal` announced once; `rejected` suspected, found wrong, nobody told; `accepted` enters the
 * history quietly; `out-of-stock` noticed, nobody told; `blocked` called a block, no price read.
 */
type Ending = 'deal' | 'rejected' | 'accepted' | 'out-of-stock' | 'blocked';

interface ScriptedEvent {
  readonly name: string;
  readonly shop: string;
  /** Slugs as cast in the first act; `all` is the whole shop. */
  readonly products: readonly string[] | 'all';
  readonly effect: Effect;
  /** Seconds since the act began. A `cut` stays after its `toS`, which only says how long it is looked for. */
  readonly fromS: number;
  readonly toS: number;
  readonly ends: Ending;
}

/** After so many seconds the script begins again, with other products in the same roles. */
export const ACT_SECONDS = 1200;
/** How many places the cast moves on in each act; prime to every shop's number of products, so all get every role. */
const CAST_STEP = 4;

// biome-ignore format: a table is read by its columns
const script: readonly ScriptedEvent[] = [
  { name: 'deep sale',       shop: 'larkspur',         products: ['corvid-arc-34-wide'],                      effect: { type: 'sale', factor: 0.68 },                  fromS: 0,   toS: 900, ends: 'deal' },
  { name: 'lost digit',      shop: 'thistle-and-oak',  products: ['ashdown-oak-desk'],                        effect: { type: 'flicker', factor: 0.1, looks: 1 },      fromS: 0,   toS: 85,  ends: 'rejected' },
  { name: 'price error',     shop: 'hoshizora',        products: ['hoshi-x20-body'],                          effect: { type: 'glitch', factor: 0.14 },                fromS: 0,   toS: 420, ends: 'deal' },
  { name: 'weekend sale',    shop: 'kaufwerk',         products: ['wiesner-stehleuchte-luna', 'lindau-messerset-3'], effect: { type: 'sale', factor: 0.92 },           fromS: 10,  toS: 700, ends: 'accepted' },
  { name: 'ordinary sale',   shop: 'larkspur',         products: ['tarn-pulse-watch', 'sable-bar-two'],       effect: { type: 'sale', factor: 0.9 },                   fromS: 20,  toS: 600, ends: 'accepted' },
  { name: 'permanent cut',   shop: 'larkspur',         products: ['petrel-mk3-keyboard'],                     effect: { type: 'cut', factor: 0.85 },                   fromS: 30,  toS: 600, ends: 'accepted' },
  { name: 'sold out',        shop: 'hoshizora',        products: ['minato-tripod-travel'],                    effect: { type: 'out-of-stock' },                        fromS: 40,  toS: 400, ends: 'out-of-stock' },
  { name: 'decimal slip',    shop: 'kaufwerk',         products: 'all',                                       effect: { type: 'misprint', factor: 0.01 },              fromS: 70,  toS: 200, ends: 'rejected' },
  { name: 'bot check',       shop: 'thistle-and-oak',  products: 'all',                                       effect: { type: 'block' },                               fromS: 90,  toS: 180, ends: 'blocked' },
  { name: 'wrong currency',  shop: 'hoshizora',        products: ['hoshi-35-f14'],                            effect: { type: 'flicker', factor: 1 / 150, looks: 1 },  fromS: 240, toS: 480, ends: 'rejected' },
  { name: 'second deep sale', shop: 'kaufwerk',        products: ['nordlicht-saugroboter-s9'],                effect: { type: 'sale', factor: 0.66 },                  fromS: 330, toS: 960, ends: 'deal' },
  { name: 'price rise',      shop: 'hoshizora',        products: ['sumire-fountain-pen-m'],                   effect: { type: 'cut', factor: 1.08 },                   fromS: 500, toS: 900, ends: 'accepted' },
];

/** One event as it is played: which products, in which act, from when to when (milliseconds after the start). */
export interface StagedEvent {
  readonly name: string;
  readonly act: number;
  readonly shopId: string;
  readonly productIds: readonly string[];
  readonly effect: Effect;
  readonly fromMs: number;
  readonly toMs: number;
  readonly ends: Ending;
}

/** The script of one act, cast with products of the shops. Throws when the table names an unknown shop or product. */
export function stageAct(shops: readonly Shop[], act: number): readonly StagedEvent[] {
  return script.map((event) => {
    const shop = shops.find((candidate) => candidate.id === event.shop);
    if (shop === undefined) {
      throw new Error(`script: no shop "${event.shop}"`);
    }
    return {
      name: event.name,
      act,
      shopId: shop.id,
      productIds: cast(event.products, shop, act).map((product) => product.id),
      effect: event.effect,
      fromMs: event.fromS * 1000,
      toMs: event.toS * 1000,
      ends: event.ends,
    };
  });
}

function cast(slugs: ScriptedEvent['products'], shop: Shop, act: number): readonly DemoProduct[] {
  if (slugs === 'all') {
    return shop.products;
  }
  return slugs.map((slug) => {
    const first = shop.products.findIndex((product) => product.slug === slug);
    const product = shop.products[(first + act * CAST_STEP) % shop.products.length];
    if (first < 0 || product === undefined) {
      throw new Error(`script: no product "${slug}" in "${shop.id}"`);
    }
    return product;
  });
}
