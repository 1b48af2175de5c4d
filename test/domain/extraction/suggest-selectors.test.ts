import { describe, expect, it } from 'vitest';
import type { Page } from '../../../shared/domain/extraction/extraction.ts';
import { suggestForShop } from '../../../shared/domain/extraction/known-page.ts';
import { isWordy } from '../../../shared/domain/extraction/stable-selectors.ts';
import { shop } from './fixture.ts';

const generic = shop('generic');

function kettlePage(number: number, price: string, body: string): Page {
  const data = { '@type': 'Product', name: `Kettle ${number}`, offers: { price, priceCurrency: 'EUR' } };
  const html = `<html lang="en"><head><title>Kettle ${number}</title>
    <script type="application/ld+json">${JSON.stringify(data)}</script></head><body><main><h1>Kettle ${number}</h1>${body}
    <button>Add to cart</button></main></body></html>`;
  return { url: `https://shop.example/p/${number}`, html, status: 200 };
}

const workingPages = ['24.90', '31.50', '9.99'].map((price, i) =>
  kettlePage(
    i,
    price,
    `<div class="css-1q2w${i}e x" data-testid="buy-price"><span class="price-now">€${price}</span></div>
     <div class="unit">€${(Number(price) / 2).toFixed(2)} / l</div><p class="ad">€24.90</p>`,
  ),
);

describe('selectors suggested for a shop', () => {
  const { price, title } = suggestForShop(
    workingPages.map((page) => ({ page })),
    generic,
  );

  it('give the price on every page, the most stable name first, and say on how many they are right', () => {
    expect(price[0]).toMatchObject({
      rule: { selector: '[data-testid="buy-price"]' },
      right: 3,
      wrong: 0,
      missing: 0,
      pages: 3,
    });
    expect(price.map(({ rule }) => rule.selector)).toContain('.price-now');
  });

  it('leave out what shows the price of one page on all', () => {
    expect(price.map(({ rule }) => rule.selector).filter((selector) => selector.endsWith('.ad'))).toEqual([]);
  });

  it('never rest on names that the next release of the shop changes', () => {
    expect(price.map(({ rule }) => rule.selector).join()).not.toMatch(/css-/);
  });

  it('are found for the title too', () => {
    expect(title[0]).toMatchObject({ rule: { selector: 'h1' }, right: 3 });
  });

  it('are found on a page whose own data is gone, from the price agreed on before', () => {
    const html =
      '<html><head><title>Kettle</title></head><body><h1>Kettle</h1><div class="new-price-box"><b>24,90</b></div></body></html>';
    const changed = { url: 'https://shop.example/p/0', html, status: 200 };
    const learnt = suggestForShop([{ page: changed, earlierPrice: { minor: 2490, currency: 'EUR' } }], generic);
    expect(learnt.price[0]).toMatchObject({ rule: { selector: '.new-price-box' }, right: 1, pages: 1 });
  });

  it('are none where no price is known', () => {
    const page = { url: 'https://shop.example/p', html: '<h1>Kettle</h1><p>Ask us</p>', status: 200 };
    expect(suggestForShop([{ page }], generic).price).toEqual([]);
  });
});

describe('a name for an element', () => {
  it.each(['product-price', 'priceNow', 'price_block', 'PDP', 'mainPrice2'])('%s was given by a person', (name) => {
    expect(isWordy(name)).toBe(true);
  });
  it.each(['css-1q2w3e', 'Price_root__aB3xZ', 'item-88231', 'sc-bdVaJa', 'uqkIZw', 'rceRmQ', 'OEhtt9', 'a'])(
    '%s was not',
    (name) => {
      expect(isWordy(name)).toBe(false);
    },
  );
});
