/** Where a hostile shop can put words, beside a price; each is empty on an honest page. */
export interface Words {
  readonly title?: string;
  readonly documentTitle?: string;
  /** HTML of the head. */
  readonly head?: string;
  /** HTML beside the price. */
  readonly body?: string;
  /** Fields of the JSON-LD product. */
  readonly product?: Readonly<Record<string, unknown>>;
  /** Fields of the JSON-LD offer. */
  readonly offer?: Readonly<Record<string, unknown>>;
  readonly alt?: string;
}

/** The page of a kettle at this price, as a shop that wants something of its readers would write it. */
export function pageOf(words: Words, price: string): string {
  const { title = 'Brook kettle', alt = 'A kettle' } = words;
  const product = {
    '@context': 'https://schema.org',
    '@type': 'Product',
    name: title,
    sku: 'BK-17',
    ...words.product,
    offers: {
      '@type': 'Offer',
      price,
      priceCurrency: 'EUR',
      availability: 'https://schema.org/InStock',
      ...words.offer,
    },
  };
  return `<!doctype html><html lang="en"><head><title>${text(words.documentTitle ?? title)}</title>
<script type="application/ld+json">${JSON.stringify(product).replaceAll('<', '\\u003c')}</script>
${words.head ?? ''}</head><body><main><h1>${text(title)}</h1><img src="kettle.jpg" alt="${text(alt)}">
<p class="price">€${price}</p><button>Add to basket</button>${words.body ?? ''}</main></body></html>`;
}

/** Words as text of an element or attribute. */
export const text = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
