import { dataScript, html } from '../markup.ts';
import { decimalAmount } from '../shop-prices.ts';
import { aboutText, inlinePicture, shopDocument } from './furniture.ts';
import { instalmentText, type Layout, priceText } from './product-page.ts';

/** A shop of the tidy kind: schema.org data in JSON-LD, and the same in a buy box. */
export const jsonLdLayout: Layout = (page) => {
  const { shop, product, state } = page;
  const thing = {
    '@context': 'https://schema.org',
    '@graph': [
      { '@type': 'Organization', '@id': '#shop', name: shop.retailer.name },
      {
        '@type': 'BreadcrumbList',
        itemListElement: ['Home', 'Electronics', product.category, product.title].map((name, index) => ({
          '@type': 'ListItem',
          position: index + 1,
          name,
        })),
      },
      {
        '@type': 'Product',
        name: product.title,
        sku: product.sku,
        gtin13: product.gtin,
        image: [page.imageUrl],
        description: product.about,
        category: product.category,
        brand: { '@type': 'Brand', name: product.brand },
        offers: {
          '@type': 'Offer',
          url: page.url,
          price: decimalAmount(state.minor, product.currency),
          priceCurrency: product.currency,
          availability: `https://schema.org/${state.inStock ? 'InStock' : 'OutOfStock'}`,
          itemCondition: 'https://schema.org/NewCondition',
          seller: { '@id': '#shop' },
        },
      },
    ],
  };
  return shopDocument(page, {
    head: dataScript('type="application/ld+json"', thing),
    main: html`<article id="product">${inlinePicture(page)}<div class="details">
<p class="brand">${product.brand}</p><h1 class="product-title">${product.title}</h1>
<div class="buybox"><p><span class="price-now" data-price-now>${priceText(page, state.minor)}</span>
${state.listMinor !== undefined && html`<span class="price-was">List price: <s data-price-was>${priceText(page, state.listMinor)}</s></span>`}</p>
<p class="stock" data-stock>${state.inStock ? 'In stock' : 'Out of stock'}</p>
<p class="small">or ${instalmentText(page, 12)}/month for 12 months, interest-free</p>
<p class="small">Free delivery on orders over $35. Express delivery $9.95.</p>
<button type="button"${state.inStock ? '' : html` disabled`}>Add to cart</button></div>
${aboutText(page)}</div></article>`,
  });
};
