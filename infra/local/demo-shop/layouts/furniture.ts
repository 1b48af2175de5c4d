import * as z from 'zod';
import furnitureFile from '../furniture.json' with { type: 'json' };
import { html, Markup } from '../markup.ts';
import { productPicture } from '../picture.ts';
import { hashOf, seededRandom } from '../seeded-random.ts';
import { type ProductPage, priceText } from './product-page.ts';
import { shopStyle } from './shop-style.ts';

const words = z
  .record(
    z.string(),
    z.object({
      labels: z.object({
        reviews: z.string(),
        related: z.string(),
        specs: z.string(),
        about: z.string(),
        questions: z.string(),
        verified: z.string(),
        helpful: z.string(),
        delivery: z.string(),
        home: z.string(),
      }),
      authors: z.array(z.string()),
      titles: z.array(z.string()),
      sentences: z.array(z.string()),
      questions: z.array(z.tuple([z.string(), z.string()])),
      footer: z.array(z.string()),
    }),
  )
  .parse(furnitureFile);
type Words = (typeof words)[string];

const REVIEWS = 14;

/** The document around a layout's own parts: head, navigation, related products, specifications, reviews, footer. */
export function shopDocument(page: ProductPage, parts: { readonly head?: Markup; readonly main: Markup }): Markup {
  const { shop, product } = page;
  const speech = wordsFor(page);
  return html`<!doctype html>
<html lang="${shop.retailer.locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${product.title} | ${shop.retailer.name}</title>
<meta name="description" content="${product.about}">
<link rel="canonical" href="${page.url}">
<link rel="icon" href="data:,">
${parts.head}
<style>${new Markup(shopStyle(shop.id))}</style>
</head>
<body>
${header(page)}
<nav class="crumbs" aria-label="Breadcrumb"><ol><li><a href="/">${speech.labels.home}</a></li><li><a href="/#${product.category}">${product.category}</a></li><li aria-current="page">${product.title}</li></ol></nav>
<main>
${parts.main}
</main>
${specifications(page)}
${relatedProducts(page)}
${reviews(page)}
${footer(page)}
</body>
</html>
`;
}

export function header({ shop }: Pick<ProductPage, 'shop'>): Markup {
  const categories = [...new Set(shop.products.map((product) => product.category))];
  return html`<header class="site"><a class="logo" href="/">${shop.retailer.name}</a><p class="tagline">${shop.tagline}</p>
<nav class="departments"><ul>${categories.map((name) => html`<li><a href="/#${name}">${name}</a></li>`)}</ul></nav></header>`;
}

/** The picture drawn into the page, with the product's title as its description. */
export function inlinePicture({ product }: Pick<ProductPage, 'product'>): Markup {
  return html`<figure class="picture" role="img" aria-label="${product.title}">${productPicture(product)}</figure>`;
}

export function aboutText(page: ProductPage): Markup {
  return html`<section class="about"><h2>${wordsFor(page).labels.about}</h2><p>${page.product.about}</p></section>`;
}

function specifications(page: ProductPage): Markup {
  const { labels, questions } = wordsFor(page);
  const rows = Object.entries(page.product.specs);
  return html`<section class="specs"><h2>${labels.specs}</h2><table><tbody>
${rows.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>\n`)}
<tr><th scope="row">SKU</th><td data-sku>${page.product.sku}</td></tr>
<tr><th scope="row">EAN</th><td data-ean>${page.product.gtin}</td></tr></tbody></table></section>
<section class="questions"><h2>${labels.questions}</h2><dl>${questions.map(([question, answer]) => html`<dt>${question}</dt><dd>${answer}</dd>`)}</dl></section>`;
}

/** Other products with their prices, as every shop shows them around the one that was asked for. */
function relatedProducts(page: ProductPage): Markup {
  const cards = page.related.map(
    ({ product, path }) => html`<li class="card"><a href="${path}">${inlinePicture({ product })}
<span class="card-title">${product.title}</span></a><span class="card-price">${priceText(page, product.priceMinor)}</span></li>\n`,
  );
  return html`<section class="related"><h2>${wordsFor(page).labels.related}</h2><ul>${cards}</ul></section>`;
}

function reviews(page: ProductPage): Markup {
  const speech = wordsFor(page);
  const random = seededRandom(hashOf('reviews', page.product.id));
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  const entries = Array.from({ length: REVIEWS }, () => {
    const stars = random() < 0.8 ? 5 - Math.floor(random() * 2) : 3;
    const sentences = Array.from({ length: 3 + Math.floor(random() * 4) }, () => pick(speech.sentences));
    const date = new Date(Date.UTC(2025, Math.floor(random() * 12), 1 + Math.floor(random() * 28)));
    return html`<article class="review" data-review="${Math.floor(random() * 1e9).toString(36)}">
<h3>${pick(speech.titles)}</h3><p class="stars" aria-label="${stars} / 5">${'★'.repeat(stars)}${'☆'.repeat(5 - stars)}</p>
<p class="byline"><span class="author">${pick(speech.authors)}</span> · <time datetime="${date.toISOString().slice(0, 10)}">${date.toLocaleDateString(page.shop.retailer.locale, { timeZone: 'UTC' })}</time> · <span class="verified">${speech.labels.verified}</span></p>
<p>${[...new Set(sentences)].join(' ')}</p><p class="helpful">${1 + Math.floor(random() * 40)} ${speech.labels.helpful}</p></article>\n`;
  });
  return html`<section class="reviews"><h2>${speech.labels.reviews}</h2>${entries}</section>`;
}

function footer(page: ProductPage): Markup {
  const speech = wordsFor(page);
  return html`<footer class="site"><h2>${speech.labels.delivery}</h2>${speech.footer.map((text) => html`<p>${text}</p>`)}
<p>© ${page.shop.retailer.name}</p></footer>`;
}

function wordsFor({ shop }: Pick<ProductPage, 'shop'>): Words {
  const language = shop.retailer.locale.slice(0, 2);
  const speech = words[language] ?? words.en;
  if (speech === undefined) {
    throw new Error(`demo shop: no words for "${language}"`);
  }
  return speech;
}
