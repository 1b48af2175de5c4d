import { describe, expect, it } from 'vitest';
import { readPage } from '../../../shared/domain/extraction/read-page.ts';
import { toMajorUnits } from '../../../shared/domain/money/to-money.ts';
import { shop } from './fixture.ts';
import { worldPages } from './world-pages.ts';

const generic = shop('generic');

describe('a page of a shop somewhere in the world', () => {
  it.each(worldPages)('$about', ({ url, html, price, listPrice, availability }) => {
    const read = readPage({ url, html, status: 200 }, generic);
    const found = read.outcome === 'price' ? [toMajorUnits(read.price), read.price.currency] : null;
    expect(found).toEqual(price);
    const facts = read.outcome === 'price' ? read.facts : {};
    if (listPrice !== undefined) expect(facts.listPrice && toMajorUnits(facts.listPrice)).toBe(listPrice);
    if (availability !== undefined) expect(facts.availability).toBe(availability);
  });
});

/** What may change on a page without any change of its price. */
const harmless: readonly (readonly [string, (html: string) => string])[] = [
  ['comments between its tags', (html) => html.replaceAll('><', '><!-- x --><')],
  [
    'one more element around everything',
    (html) => html.replace(/<body>([\s\S]*)<\/body>/, '<body><div id="app">$1</div></body>'),
  ],
  ['tags in capitals', (html) => html.replace(/<\/?(?:div|p|span|h1|b)(?=[\s>])/g, (tag) => tag.toUpperCase())],
  [
    'scripts that say nothing',
    (html) => html.replace('</head>', '<script>var a={price:null,x:[1,2]};</script></head>'),
  ],
];

describe.each(harmless)('a page with %s', (_, change) => {
  it('is read as without', () => {
    const read = (html: string, url: string) => {
      const extraction = readPage({ url, html, status: 200 }, generic);
      return extraction.outcome === 'price' ? extraction.price : extraction.outcome;
    };
    for (const { about, html, url } of worldPages) {
      expect([about, read(change(html), url)]).toEqual([about, read(html, url)]);
    }
  });
});
