import { html, Markup } from '../markup.ts';
import { decimalAmount } from '../shop-prices.ts';
import { header } from './furniture.ts';
import { type Layout, type ProductPage, priceText } from './product-page.ts';
import { shopStyle } from './shop-style.ts';

/** A shop whose pages are empty until their script has fetched the product: no price anywhere in the HTML. */
export const scriptRenderedLayout: Layout = (page) => html`<!doctype html>
<html lang="${page.shop.retailer.locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.shop.retailer.name}</title><link rel="icon" href="data:,">
<style>${new Markup(shopStyle(page.shop.id))}</style></head>
<body>${header(page)}<main id="app" data-product="${page.product.slug}"><p>Loading…</p></main>
<noscript>This shop needs JavaScript.</noscript><script type="module" src="/app.js"></script></body></html>
`;

/** What the page's script fetches. */
export function productData(page: ProductPage): Record<string, unknown> {
  const { product, state } = page;
  return {
    title: product.title,
    brand: product.brand,
    category: product.category,
    about: product.about,
    image: page.imageUrl,
    sku: product.sku,
    gtin: product.gtin,
    price: decimalAmount(state.minor, product.currency),
    currency: product.currency,
    priceText: priceText(page, state.minor),
    ...(state.listMinor === undefined ? {} : { wasText: priceText(page, state.listMinor) }),
    inStock: state.inStock,
  };
}

/** The script that fills the page: visible elements first, then JSON-LD, as such shops do. */
export const applicationScript = `const app = document.getElementById('app');
const element = (name, attributes, ...children) => {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children);
  return made;
};
const answer = await fetch('/api/products/' + app.dataset.product);
const product = await answer.json();
document.title = product.title;
const price = element('span', { className: 'price' }, product.priceText);
price.dataset.price = '';
const stock = element('p', { className: 'stock' }, product.inStock ? 'In stock' : 'Out of stock');
stock.dataset.stock = '';
app.replaceChildren(
  element('article', {},
    element('img', { src: product.image, alt: product.title, width: 480, height: 480 }),
    element('div', { className: 'details' },
      element('p', { className: 'brand' }, product.brand),
      element('h1', {}, product.title),
      element('p', {}, price, ...(product.wasText ? [' was ', element('s', {}, product.wasText)] : [])),
      stock,
      element('button', { type: 'button', disabled: !product.inStock }, 'Add to cart'),
      element('p', {}, product.about))));
document.head.append(element('script', { type: 'application/ld+json' }, JSON.stringify({
  '@context': 'https://schema.org', '@type': 'Product', name: product.title, sku: product.sku, gtin13: product.gtin,
  image: product.image, category: product.category, brand: { '@type': 'Brand', name: product.brand },
  offers: { '@type': 'Offer', price: product.price, priceCurrency: product.currency,
    availability: 'https://schema.org/' + (product.inStock ? 'InStock' : 'OutOfStock') },
})));
`;
