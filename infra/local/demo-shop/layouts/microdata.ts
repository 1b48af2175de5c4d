import { html } from '../markup.ts';
import { decimalAmount } from '../shop-prices.ts';
import { aboutText, inlinePicture, shopDocument } from './furniture.ts';
import { instalmentText, type Layout, priceText } from './product-page.ts';

/** A German shop: microdata on the visible elements, numbers as `1.299,00 €`. */
export const microdataLayout: Layout = (page) => {
  const { product, state } = page;
  return shopDocument(page, {
    head: html`<meta property="og:title" content="${product.title}">`,
    main: html`<article id="artikel" itemscope itemtype="https://schema.org/Product">${inlinePicture(page)}<div class="details">
<p class="brand" itemprop="brand" itemscope itemtype="https://schema.org/Brand"><span itemprop="name">${product.brand}</span></p>
<h1 itemprop="name">${product.title}</h1>
<meta itemprop="sku" content="${product.sku}"><meta itemprop="gtin13" content="${product.gtin}">
<link itemprop="image" href="${page.imageUrl}">
<div class="kaufbox" itemprop="offers" itemscope itemtype="https://schema.org/Offer">
<p><span class="preis" itemprop="price" content="${decimalAmount(state.minor, product.currency)}">${priceText(page, state.minor)}</span>
<meta itemprop="priceCurrency" content="${product.currency}">
${state.listMinor !== undefined && html`<span class="uvp">UVP <s data-uvp>${priceText(page, state.listMinor)}</s></span>`}</p>
<link itemprop="availability" href="https://schema.org/${state.inStock ? 'InStock' : 'OutOfStock'}">
<p class="lieferstatus">${state.inStock ? 'Auf Lager, in 2–3 Tagen bei dir' : 'Derzeit nicht lieferbar'}</p>
<p class="small">Inkl. MwSt., zzgl. 4,95 € Versand. Ab 50 € versandkostenfrei.</p>
<p class="small">Finanzierung: 24 Monatsraten zu ${instalmentText(page, 24)}</p>
<button type="button"${state.inStock ? '' : html` disabled`}>In den Warenkorb</button></div>
<div itemprop="description">${aboutText(page)}</div></div></article>`,
  });
};
