import { productPathOf, type Shop } from '../catalogue.ts';
import { html, Markup } from '../markup.ts';
import { displayPrice } from '../shop-prices.ts';
import { header, inlinePicture } from './furniture.ts';
import { shopStyle } from './shop-style.ts';

/** A shop's front page: everything it sells, by category. */
export function frontPage(shop: Shop): Markup {
  const { locale, currency } = shop.retailer;
  const categories = [...new Set(shop.products.map((product) => product.category))];
  const shelf = (category: string) =>
    shop.products
      .filter((product) => product.category === category)
      .map(
        (product) => html`<li class="card"><a href="${productPathOf(shop, product)}">${inlinePicture({ product })}
<span class="card-title">${product.title}</span></a><span class="card-price">${displayPrice(product.priceMinor, currency, locale)}</span></li>`,
      );
  return plainPage(shop, shop.retailer.name, [
    header({ shop }),
    html`<main class="shelf">${categories.map((category) => html`<h2 id="${category}">${category}</h2><ul>${shelf(category)}</ul>`)}</main>`,
  ]);
}

export function notFoundPage(shop: Shop): Markup {
  return plainPage(shop, `404 | ${shop.retailer.name}`, [header({ shop }), html`<main><h1>404</h1></main>`]);
}

/** A bot check of the common kind, in place of whatever was asked for. */
export function botCheckPage(shop: Shop): Markup {
  return html`<!doctype html>
<html lang="en-US"><head><meta charset="utf-8"><title>Just a moment...</title>
<meta name="robots" content="noindex,nofollow"><meta http-equiv="refresh" content="390"></head>
<body><div class="main-wrapper" role="main"><div class="main-content"><h1>${shop.host}</h1>
<h2 id="challenge-running">Verifying you are human. This may take a few seconds.</h2>
<noscript><div class="h2"><span id="challenge-error-text">Enable JavaScript and cookies to continue</span></div></noscript>
<p>${shop.host} needs to review the security of your connection before proceeding.</p>
<div id="challenge-form"></div></div></div>
<script>(function(){window._cf_chl_opt={cvId:'3',cZone:'${shop.host}',cType:'managed'};})();</script>
<script src="/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1"></script></body></html>
`;
}

/** All shops, for somebody who comes to the server without a shop's name. */
export function shopList(shops: readonly Shop[], port: number): Markup {
  const entries = shops.map(
    (shop) => html`<li><a href="http://${shop.host}:${port}/">${shop.retailer.name}</a>: ${shop.tagline}</li>`,
  );
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Demo shops</title><link rel="icon" href="data:,"></head>
<body><h1>Demo shops</h1><ul>${entries}</ul></body></html>`;
}

function plainPage(shop: Shop, title: string, body: readonly Markup[]): Markup {
  return html`<!doctype html>
<html lang="${shop.retailer.locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="icon" href="data:,"><style>${new Markup(shopStyle(shop.id))}</style></head>
<body>${body}</body></html>
`;
}
