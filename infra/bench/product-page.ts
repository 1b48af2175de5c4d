/**
 * A product page of about 30 KB as shops send them: structured data, a buy box, related products with prices of their
 * own, reviews, a script with state. Given in two halves of bytes around what changes from answer to answer.
 */
export interface ProductPageParts {
  /** The page with this price and, in a comment, this note. */
  with(price: string, note: string): Buffer;
}

const colours = ['black', 'white', 'sand', 'olive', 'brick', 'navy'];
const sentences = [
  'Quiet enough for an open kitchen, and quick: a litre boils in under three minutes.',
  'The lid opens wide, so it can be cleaned by hand; the filter comes out without tools.',
  'I bought it for the handle, which stays cool, and kept it for the spout, which does not drip.',
  'Arrived well packed and two days early. The cord could be longer.',
];

export function productPage(product: number): ProductPageParts {
  const title = `Brushed steel kettle, 1.7 litres, model ${1000 + product}`;
  const head = `<!doctype html><html lang="en-US"><head><meta charset="utf-8"><title>${title} | Bench Kitchen</title>
<meta name="description" content="${title} with temperature control and keep-warm.">
<meta property="og:title" content="${title}"><meta property="og:type" content="product">
<link rel="canonical" href="https://bench.example/p/${product}"><link rel="stylesheet" href="/s.css">
<style>${rows(90, (n) => `.c${n}{margin:${n}px;padding:${n % 7}px;color:#${(n * 7919).toString(16).padStart(6, '0')}}`)}</style>`;
  const menu = `<header><a href="/">Bench Kitchen</a><nav><ul>${rows(30, (n) => `<li class="c${n}"><a href="/c/${n}" title="Department ${n}">Department ${n}</a></li>`)}</ul></nav></header>`;
  const gallery = `<div class="gallery">${rows(6, (n) => `<img src="/i/${product}-${n}.jpg" width="640" height="640" loading="lazy" alt="${title}, ${colours[n]}">`)}</div>`;
  const details = `<section><h2>Details</h2><table>${rows(16, (n) => `<tr><th>Property ${n}</th><td>${n * 3} cm, ${colours[n % 6]}</td></tr>`)}</table></section>`;
  const related = `<section class="related"><h2>Others also looked at</h2><ul>${rows(12, (n) => `<li class="card"><a href="/p/${product + n + 1}"><img src="/i/${product + n + 1}.jpg" alt=""><span class="name">Kettle ${product + n}, ${colours[n % 6]}</span><span class="price">$${20 + ((product + n) % 60)}.90</span></a></li>`)}</ul></section>`;
  const reviews = `<section class="reviews"><h2>Reviews</h2>${rows(44, (n) => `<article class="review"><h3>${colours[n % 6]} and good</h3><div class="stars" data-rating="${(n % 5) + 1}"></div><p>${sentences[n % 4]} ${sentences[(n + product) % 4]}</p><footer>by Customer ${product * 31 + n}, verified</footer></article>`)}</section>`;
  const state = `<script>window.__STATE__=${JSON.stringify({ page: 'product', id: product, menu: colours.flatMap((colour) => colours.map((other) => ({ id: `${product}-${colour}-${other}`, title: `Kettle, ${colour} and ${other}`, href: `/c/${colour}/${other}` }))) })}</script>`;
  const footer = `<footer><ul>${rows(20, (n) => `<li><a href="/about/${n}">About us, part ${n}</a></li>`)}</ul></footer></body></html>`;

  const thing = (price: string) =>
    JSON.stringify({
      '@context': 'https://schema.org',
      '@type': 'Product',
      name: title,
      sku: `BK-${product}`,
      brand: { '@type': 'Brand', name: 'Bench' },
      offers: {
        '@type': 'Offer',
        price,
        priceCurrency: 'USD',
        availability: 'https://schema.org/InStock',
        url: `https://bench.example/p/${product}`,
      },
    });
  const before = Buffer.from(`${head}<script type="application/ld+json">`);
  const after = Buffer.from(`${details}${related}${reviews}${state}${footer}`);
  return {
    with: (price, note) =>
      Buffer.concat([
        before,
        Buffer.from(
          `${thing(price)}</script></head><body><!-- ${note} -->${menu}<main>${gallery}<h1>${title}</h1>` +
            `<div class="buybox"><span class="price">$${price}</span><p class="stock">In stock</p><button>Add to cart</button></div></main>`,
        ),
        after,
      ]),
  };
}

function rows(count: number, row: (n: number) => string): string {
  return Array.from({ length: count }, (_, n) => row(n)).join('\n');
}
