import type { Extraction } from '../../shared/domain/extraction/extraction.ts';
import type { Retailer } from '../../shared/domain/extraction/retailer.ts';
import type { Availability } from '../../shared/domain/observation/facts.ts';
import type { FetchResult, PageRequest, PageSource } from '../../shared/ports/page-source.ts';
import type { ReadPage } from '../../shared/runtime/platform.ts';

/** What a product's page says, or why it does not. */
export type Shown =
  | { readonly minor: number; readonly availability?: Availability; readonly listMinor?: number }
  | 'blocked'
  | 'gone'
  | 'down';

const hostname = 'corner.example';
const scriptedHostname = 'scripted.example';
export const pageOf = (product: string, { hosts } = cornerShop): string => `https://${hosts[0]}/${product}`;

/** Looks a second apart, so that a batch of several offers writes and publishes more than once. */
export const cornerShop: Retailer = {
  id: 'corner',
  name: 'Corner Shop',
  hosts: [hostname],
  strategies: ['http'],
  currency: 'EUR',
  pacing: { minDelayMs: 700, maxDelayMs: 700, concurrency: 1 },
  robots: 'ignore',
  checkEveryMinutes: 60,
  fields: {},
};

/** Over HTTP its pages are empty: their scripts draw what they show. */
export const scriptedShop: Retailer = {
  ...cornerShop,
  id: 'scripted',
  name: 'Scripted Shop',
  hosts: [scriptedHostname],
  strategies: ['http', 'browser'],
};

/** Looks so far apart that the shop's record is told of a batch while it goes on. */
export const slowShop: Retailer = {
  ...cornerShop,
  id: 'slow',
  name: 'Slow Shop',
  hosts: ['slow.example'],
  pacing: { minDelayMs: 2_500, maxDelayMs: 2_500, concurrency: 1 },
};

/** A shop and the reader of its pages; `second` is shown to whoever asks a second time, another way. */
export class CornerShop implements PageSource {
  readonly #shelf = new Map<string, { readonly first: Shown; readonly second: Shown }>();

  show(product: string, first: Shown, second: Shown = first): void {
    for (const shop of [cornerShop, scriptedShop, slowShop]) this.#shelf.set(pageOf(product, shop), { first, second });
  }

  async fetch(request: PageRequest): Promise<FetchResult> {
    if (new URL(request.url).hostname !== scriptedHostname) return this.#shown(request);
    return { type: 'page', status: 200, url: request.url, html: '"empty"', validators: {}, bytes: 7 };
  }

  readonly browser: PageSource = { fetch: async (request) => this.#shown(request) };

  #shown({ url, purpose, validators }: PageRequest): FetchResult {
    const page = this.#shelf.get(url);
    const shown = (purpose === 'confirm' ? page?.second : page?.first) ?? 'gone';
    if (shown === 'down') return { type: 'failed', failure: 'connection', detail: 'refused' };
    const html = JSON.stringify(shown);
    if (validators?.etag === html) return { type: 'not-modified' };
    return { type: 'page', status: 200, url, html, validators: { etag: html }, bytes: html.length };
  }

  readonly readPage: ReadPage = async ({ html, url }): Promise<Extraction> => {
    // The page is what `fetch` made of it.
    const shown = JSON.parse(html) as Exclude<Shown, 'down'> | 'empty';
    if (shown === 'empty') return { outcome: 'unreadable', reason: 'empty', votes: [], reasons: [], facts: {} };
    if (shown === 'blocked') return { outcome: 'blocked', vendor: 'test', reasons: [] };
    const facts = { title: `Product ${new URL(url).pathname.slice(1)}` };
    if (shown === 'gone') return { outcome: 'gone', reasons: [], facts };
    const { minor, availability = 'InStock', listMinor } = shown;
    const listPrice = listMinor === undefined ? {} : { listPrice: { minor: listMinor, currency: 'EUR' } };
    return {
      outcome: 'price',
      price: { minor, currency: 'EUR' },
      confidence: 0.99,
      votes: [],
      reasons: [],
      facts: { ...facts, availability, ...listPrice },
    };
  };
}
