import { dataScript, html } from '../markup.ts';
import { aboutText, inlinePicture, shopDocument } from './furniture.ts';
import { instalmentText, type Layout, priceText } from './product-page.ts';

/** A Japanese shop on a JavaScript framework: the page's data lies beside it as the application's state. */
export const embeddedStateLayout: Layout = (page) => {
  const { product, state } = page;
  const data = {
    props: {
      pageProps: {
        product: {
          id: product.sku,
          name: product.title,
          brand: product.brand,
          category: product.category,
          jan: product.gtin,
          sku: product.sku,
          price: state.minor,
          ...(state.listMinor === undefined ? {} : { listPrice: state.listMinor }),
          currency: product.currency,
          inStock: state.inStock,
          images: [page.imageUrl],
        },
        recommendations: page.related.map((card) => ({ name: card.product.title, price: card.product.priceMinor })),
      },
    },
    page: '/item/[slug]',
    query: { slug: product.slug },
    buildId: 'hoshi-2025',
  };
  return shopDocument(page, {
    head: html`<meta property="og:title" content="${product.title}"><meta property="og:image" content="${page.imageUrl}">`,
    main: html`<article id="shohin">${inlinePicture(page)}<div class="details">
<p class="brand">${product.brand}</p><h1 class="shohin-mei">${product.title}</h1>
<div class="cart-panel"><p>販売価格 <span class="kakaku" data-kakaku>${priceText(page, state.minor)}</span>（税込）
${state.listMinor !== undefined && html`<span class="teika">メーカー希望小売価格 <s data-teika>${priceText(page, state.listMinor)}</s></span>`}</p>
<p class="zaiko" data-zaiko>${state.inStock ? '在庫あり' : '在庫切れ'}</p>
<p class="small">分割払い 12回 月々 ${instalmentText(page, 12)}</p>
<p class="small">送料 550円。5,500円以上のご注文は送料無料。</p>
<button type="button"${state.inStock ? '' : html` disabled`}>カートに入れる</button></div>
${aboutText(page)}</div></article>
${dataScript('id="__NEXT_DATA__" type="application/json"', data)}`,
  });
};
