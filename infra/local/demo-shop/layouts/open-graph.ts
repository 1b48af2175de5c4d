import { html } from '../markup.ts';
import { decimalAmount } from '../shop-prices.ts';
import { aboutText, inlinePicture, shopDocument } from './furniture.ts';
import { type Layout, priceText } from './product-page.ts';

/** A shop without schema.org data: Open Graph product tags in the head, plain class names in the body. */
export const openGraphLayout: Layout = (page) => {
  const { shop, product, state } = page;
  return shopDocument(page, {
    head: html`<meta property="og:type" content="product">
<meta property="og:site_name" content="${shop.retailer.name}">
<meta property="og:title" content="${product.title}">
<meta property="og:url" content="${page.url}">
<meta property="og:image" content="${page.imageUrl}">
<meta property="product:brand" content="${product.brand}">
<meta property="product:retailer_item_id" content="${product.sku}">
<meta property="product:price:amount" content="${decimalAmount(state.minor, product.currency)}">
<meta property="product:price:currency" content="${product.currency}">
<meta property="product:availability" content="${state.inStock ? 'in stock' : 'out of stock'}">`,
    main: html`<article class="product-summary">${inlinePicture(page)}<div class="details">
<p class="brand">${product.brand}</p><h1 class="name">${product.title}</h1>
<div class="purchase"><p><span class="amount">${priceText(page, state.minor)}</span>
${state.listMinor !== undefined && html`<span class="was">Was <del data-was>${priceText(page, state.listMinor)}</del></span>`}</p>
<p class="availability">${state.inStock ? 'In stock' : 'Sold out'}</p>
<p class="small">Delivery £4.50, free over £60. Gift wrapping £3.00.</p>
<button type="button"${state.inStock ? '' : html` disabled`}>Add to basket</button></div>
${aboutText(page)}</div></article>`,
  });
};
