import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extraction } from '../../../shared/domain/extraction/extraction.ts';
import { suggestForShop } from '../../../shared/domain/extraction/known-page.ts';
import { readPageTree } from '../../../shared/domain/extraction/page-tree.ts';
import { readPage } from '../../../shared/domain/extraction/read-page.ts';
import { redactPage } from '../../../shared/domain/snapshot/redact-page.ts';
import { fixture, shop } from './fixture.ts';
import { worldPages } from './world-pages.ts';

const generic = shop('generic');
const amazon = shop('amazon');
const pages = [
  'plain-product',
  'only-visible',
  'out-of-stock-no-price',
  'variants',
  'search-results',
  'embedded-state',
].map(fixture);
const seeds = [...pages, ...worldPages.map(({ html }) => html)];
const junk = [
  '<',
  '>',
  '"',
  "'",
  '&',
  '</div>',
  '<div>',
  '<script>',
  '</script>',
  '{',
  '}',
  '<!--',
  '-->',
  '0',
  '€',
  '$',
  '\u0000',
  '<s>',
  '&#x110000;',
  ',',
  '.',
  '<svg>',
  '<textarea>',
  '<template>',
];

const mutatedPage = fc
  .tuple(
    fc.constantFrom(...seeds),
    fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(200), fc.constantFrom(...junk, '')), {
      maxLength: 12,
    }),
  )
  .map(([html, cuts]) =>
    cuts.reduce((text, [place, length, insert]) => {
      const at = Math.floor(place * text.length);
      return text.slice(0, at) + insert + text.slice(at + length);
    }, html),
  );

describe('a damaged page', () => {
  it('gives an outcome, never an exception and never a price of 0', () => {
    fc.assert(
      fc.property(mutatedPage, fc.constantFrom(generic, amazon), (html, retailer) => {
        const result = readPage({ url: 'https://shop.example/p', html, status: 200 }, retailer);
        expect(extraction.safeParse(result).error).toBeUndefined();
        if (result.outcome === 'price') expect(result.price.minor).toBeGreaterThan(0);
        expect(JSON.stringify(result).length).toBeLessThan(40_000);
      }),
      { numRuns: 400 },
    );
  });

  it('may be kept, and learnt from', () => {
    fc.assert(
      fc.property(mutatedPage, (html) => {
        expect(redactPage(html).html.length).toBeLessThan(html.length * 2 + 1_000);
        const page = { url: 'https://shop.example/p', html, status: 200 };
        const { price } = suggestForShop([{ page, earlierPrice: { minor: 1299, currency: 'EUR' } }], generic);
        expect(price.length).toBeLessThanOrEqual(5);
      }),
      { numRuns: 100 },
    );
  });

  it('may have any text as its address', () => {
    fc.assert(
      fc.property(fc.string(), (url) => {
        expect(readPage({ url, html: fixture('plain-product'), status: 200 }, generic).outcome).toBe('price');
      }),
      { numRuns: 50 },
    );
  });
});

describe('a hostile page', () => {
  const many = 200_000;
  it.each([
    ['nesting without end', '<div>'.repeat(many)],
    ['end tags without a start', `${'<i>'.repeat(2_000)}${'</b>'.repeat(many)}`],
    ['an attribute without end', `<a title="${'&amp;'.repeat(many)}`],
    ['attributes without end', `<a ${'b=c '.repeat(many)}`],
    ['scripts that never close', '<script>{"price":'.repeat(many / 10)],
    ['quotes in script tags', '<script "'.repeat(many / 10)],
    ['JSON-LD nested without end', `<script type="application/ld+json">${'{"offers":['.repeat(many)}</script>`],
    ['prices without end', `<h1>x</h1>${'<p class="price">$1</p>'.repeat(many / 10)}`],
    ['one text of digits', `<h1>x</h1><p class="price">$${'1'.repeat(many)}</p>`],
    ['digits and blanks', `<h1>x</h1><p class="price">$${'1 234'.repeat(many / 10)}</p>`],
  ])('is read to an outcome: %s', (_, html) => {
    const result = readPage({ url: 'https://shop.example/p', html, status: 200 }, generic);
    expect(['price', 'unreadable', 'blocked']).toContain(result.outcome);
  });

  const long = 'x\ud83e'.repeat(300_000);
  it.each([
    ['a title', `<h1>Kettle ${long}</h1>`],
    ['a name', `<script type="application/ld+json">{"@type":"Product","name":"${long}","sku":"${long}"}</script>`],
    [
      'pictures and brands',
      `<meta property="og:image" content="https://s.example/${long}"><meta property="og:brand" content="${long}">`,
    ],
  ])('says no more than a document can hold, in well-formed text, with %s without end', (_, more) => {
    const offered =
      '<meta property="product:price:amount" content="12.99"><meta property="product:price:currency" content="EUR">';
    const html = `<html><head>${offered}</head><body>${more}<p>12,99 €</p></body></html>`;
    const result = readPage({ url: 'https://shop.example/p', html, status: 200 }, generic);
    expect(result.outcome).toBe('price');
    const text = JSON.stringify(result);
    expect(text.length).toBeLessThan(10_000);
    // JSON escapes half a character.
    expect(text).not.toContain('\\ud83e');
  });

  it('is cut off where it is deeper than any page', () => {
    const tree = readPageTree('<div>'.repeat(many));
    expect(tree.truncated).toBe(true);
    expect(tree.elements.length).toBeLessThan(many);
  });
});
