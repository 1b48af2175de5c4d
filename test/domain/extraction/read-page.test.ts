import { describe, expect, it } from 'vitest';
import type { Extraction } from '../../../shared/domain/extraction/extraction.ts';
import { readPage } from '../../../shared/domain/extraction/read-page.ts';
import { fixture, shop } from './fixture.ts';

const generic = shop('generic');

function read(name: string, url = `https://shop.example/${name}`): Extraction {
  return readPage({ url, html: fixture(name), status: 200 }, generic);
}

function readHtml(body: string, url = 'https://shop.example/p'): Extraction {
  return readPage({ url, html: body, status: 200 }, generic);
}

function priceOf(extraction: Extraction): string {
  return extraction.outcome === 'price' ? `${extraction.price.minor} ${extraction.price.currency}` : extraction.outcome;
}

describe('a product page with structured data', () => {
  const extraction = read('plain-product');

  it('gives the price that data and text agree on, and is sure of it', () => {
    expect(extraction).toMatchObject({ outcome: 'price', price: { minor: 8450, currency: 'GBP' } });
    expect(extraction.outcome === 'price' && extraction.confidence).toBeGreaterThanOrEqual(0.9);
  });

  it('gives the facts beside the price', () => {
    expect(extraction).toMatchObject({
      facts: {
        title: 'Walnut Desk Lamp',
        brand: 'Lumen & Oak',
        sku: 'LO-4410',
        gtin: '4006381333931',
        listPrice: { minor: 9900, currency: 'GBP' },
        availability: 'InStock',
        condition: 'new',
        seller: 'Lumen & Oak Ltd',
        imageUrl: 'https://shop.example/img/lamp.jpg',
      },
    });
  });

  it('records who said what: the old price, the instalment and the other products are votes of their own', () => {
    const roles =
      extraction.outcome === 'price' ? extraction.votes.map(({ role, price }) => `${role} ${price.minor}`) : [];
    expect(roles).toEqual(expect.arrayContaining(['current 8450', 'list 9900', 'instalment 2817', 'related 1200']));
  });
});

describe('a page without structured data', () => {
  it('reads the price next to title and buy button, superscript decimals and all, and not the unit price', () => {
    const extraction = read('only-visible');
    expect(priceOf(extraction)).toBe('14995 EUR');
    expect(extraction).toMatchObject({
      facts: { listPrice: { minor: 18995, currency: 'EUR' }, availability: 'InStock' },
    });
  });

  it('reads the data that the page carries for its own scripts', () => {
    const extraction = read('embedded-state');
    expect(priceOf(extraction)).toBe('18995 AUD');
    expect(extraction).toMatchObject({ facts: { listPrice: { minor: 22995 } } });
  });
});

describe('a page without a price of its own', () => {
  it('is unreadable when the product is gone and only similar items have prices', () => {
    const extraction = read('out-of-stock-no-price');
    expect(extraction).toMatchObject({
      outcome: 'unreadable',
      facts: { title: 'Copper Kettle 1.7 l', availability: 'OutOfStock' },
    });
  });

  it.each(['search-results', 'article'])('gives none for %s', (name) => {
    expect(read(name).outcome).toBe('unreadable');
  });

  it('never takes a structured 0 for a price', () => {
    expect(
      readHtml(
        '<h1>Mug</h1><script type="application/ld+json">{"@type":"Product","name":"Mug","offers":{"price":0,"priceCurrency":"EUR"}}</script>',
      ).outcome,
    ).toBe('unreadable');
  });
});

describe('variants', () => {
  it('takes the one that the address names', () => {
    expect(priceOf(read('variants', 'https://trailfoot.example/socks?variant=105'))).toBe('5900 USD');
    expect(priceOf(read('variants', 'https://trailfoot.example/socks?variant=101'))).toBe('1400 USD');
  });

  it('is not sure where the address names none', () => {
    const extraction = read('variants', 'https://trailfoot.example/socks');
    expect(extraction.outcome === 'price' ? extraction.confidence : 0).toBeLessThan(0.9);
  });
});

describe('disagreement', () => {
  const page = (data: string, shown: string): string =>
    `<html lang="pt"><title>Mesa de apoio</title><h1>Mesa de apoio</h1>${shown}<button>Adicionar ao carrinho</button><meta property="product:price:amount" content="${data}"><meta property="product:price:currency" content="EUR"></html>`;

  it('believes the price shown as current when the data repeats the old one', () => {
    const shown =
      '<div class="price"><span class="special-price">71,91 €</span> <span class="old-price">79,90 €</span></div>';
    expect(priceOf(readHtml(page('79.90', shown)))).toBe('7191 EUR');
  });

  it('lowers the confidence when data and text name different prices', () => {
    const agreed = readHtml(page('71.91', '<span class="price">71,91 €</span>'));
    const disputed = readHtml(page('64.50', '<span class="price">71,91 €</span>'));
    const confidence = (extraction: Extraction): number => (extraction.outcome === 'price' ? extraction.confidence : 0);
    expect(confidence(disputed)).toBeLessThan(confidence(agreed));
    expect(confidence(disputed)).toBeLessThan(0.9);
  });
});

describe('currency', () => {
  it.each([
    ['https://shop.example.com.au/p', 'AUD'],
    ['https://tienda.example.cl/p', 'CLP'],
    ['https://shop.example.ca/p', 'CAD'],
  ])('reads a dollar sign at %s as %s', (url, currency) => {
    const html =
      '<title>Garden hose 20 m</title><h1>Garden hose 20 m</h1><p class="price">$129</p><button>Add to cart</button>';
    expect(readHtml(html, url)).toMatchObject({ outcome: 'price', price: { currency } });
  });
});

describe('a page that is not what it was', () => {
  it('is gone where the server says so', () => {
    const page = {
      url: 'https://shop.example/p',
      html: '<title>Not found</title><h1>Page not found</h1>',
      status: 404,
    };
    expect(readPage(page, generic).outcome).toBe('gone');
  });

  it('has a new layout where a known shop shows nothing that its file knows', () => {
    const page = {
      url: 'https://www.walmart.com/ip/1',
      html: '<title>Mug</title><div class="x1"><div class="x2">Mug</div></div>',
      status: 200,
    };
    expect(readPage(page, shop('walmart')).outcome).toBe('layout-changed');
    expect(readPage(page, generic).outcome).toBe('unreadable');
  });
});

describe('a known shop', () => {
  it('is read with its own selectors, the fallbacks too, but not in other products’ cards', () => {
    const card = '<div class="related-items"><h2>Related</h2><span itemprop="price">$5.00</span></div>';
    const page = (price: string) => ({
      url: 'https://www.walmart.com/ip/1',
      html: `<html lang="en-US"><title>Mug - Walmart.com</title><h1 id="main-title">Mug</h1>${price}${card}</html>`,
      status: 200,
    });
    expect(readPage(page('<span data-automation-id="product-price">$12.00</span>'), shop('walmart'))).toMatchObject({
      outcome: 'price',
      price: { minor: 1200, currency: 'USD' },
      votes: expect.arrayContaining([expect.objectContaining({ extractor: 'retailer-selector' })]),
    });
    expect(readPage(page(''), shop('walmart')).outcome).toBe('unreadable');
  });
});

describe('data nested deeper than anybody needs', () => {
  const deep = 50_000;
  it.each([
    ['lists', '['.repeat(deep) + ']'.repeat(deep)],
    ['graphs', `${'{"@graph":'.repeat(deep)}1${'}'.repeat(deep)}`],
    ['lists of offers', `{"@type":"Product","offers":${'['.repeat(deep)}${']'.repeat(deep)}}`],
  ])('does not end the reading: %s', (_, data) => {
    expect(['price', 'unreadable']).toContain(
      readHtml(
        `<script type="application/ld+json">${data}</script><h1>Lamp</h1><p>€ 12.00</p><button>Add to cart</button>`,
      ).outcome,
    );
  });
});
