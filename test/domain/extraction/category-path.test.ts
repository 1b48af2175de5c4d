import { describe, expect, it } from 'vitest';
import { readPage } from '../../../shared/domain/extraction/read-page.ts';
import { shop } from './fixture.ts';

const generic = shop('generic');
const product = { '@type': 'Product', name: 'Brook Copper Kettle 1.7 l' };
const offer = { '@type': 'Offer', price: '49.00', priceCurrency: 'EUR' };
const list = (...names: readonly string[]) => ({
  '@type': 'BreadcrumbList',
  itemListElement: names.map((name, i) => ({ '@type': 'ListItem', position: i + 1, item: { '@id': `/c/${i}`, name } })),
});

/** What a page says of its product's category. */
function categoryIn(page: { readonly data?: readonly object[]; readonly head?: string; readonly body?: string }) {
  const graph = { '@context': 'https://schema.org', '@graph': page.data ?? [{ ...product, offers: offer }] };
  const html = `<html lang="en"><head><title>${product.name}</title>${page.head ?? ''}
<script type="application/ld+json">${JSON.stringify(graph)}</script></head>
<body>${page.body ?? ''}<h1>${product.name}</h1><p>49.00 €</p></body></html>`;
  const extraction = readPage({ url: 'https://kettles.example/p/17', html, status: 200 }, generic);
  if (extraction.outcome !== 'price') throw new Error(extraction.outcome);
  const { category, shopCategory } = extraction.facts;
  return { category, shopCategory };
}
const appliances = (shopCategory: string) => ({ category: 'appliances', shopCategory });

describe('a product’s category', () => {
  it('is read from the breadcrumbs of JSON-LD, in the order of their positions, without the product itself', () => {
    const crumbs = list('Home', 'Small appliances', 'Kettles', product.name);
    crumbs.itemListElement.reverse();
    const data = [{ ...product, offers: offer }, crumbs];
    expect(categoryIn({ data })).toEqual(appliances('Home > Small appliances > Kettles'));
  });

  it('is read from breadcrumbs in microdata', () => {
    const body = `<ol itemscope itemtype="https://schema.org/BreadcrumbList">
<li itemprop="itemListElement" itemscope itemtype="https://schema.org/ListItem"><a itemprop="item" href="/a"><span itemprop="name">Appliances</span></a><meta itemprop="position" content="1"></li>
<li itemprop="itemListElement" itemscope itemtype="https://schema.org/ListItem"><a itemprop="item" href="/b"><span itemprop="name">Kettles</span></a><meta itemprop="position" content="2"></li></ol>`;
    expect(categoryIn({ body })).toEqual(appliances('Appliances > Kettles'));
  });

  it.each([
    ['a way', 'Appliances > Kettles', 'Appliances > Kettles'],
    ['a way with other marks', 'Appliances/Kettles', 'Appliances > Kettles'],
    ['a word', 'Kettles', 'Kettles'],
    ['an address', 'https://kettles.example/small-appliances/kettles/', 'small appliances > kettles'],
  ])('is read from what the product says of itself: %s', (_what, category, shopCategory) => {
    expect(categoryIn({ data: [{ ...product, category, offers: offer }] })).toEqual(appliances(shopCategory));
  });

  it.each(['product:category', 'product:product_type', 'google_product_category'])(
    'is read from the meta %s',
    (name) => {
      const head = `<meta property="${name}" content="Home appliances &gt; Kettles">`;
      expect(categoryIn({ head })).toEqual(appliances('Home appliances > Kettles'));
    },
  );

  it('is known by the number of Google’s category', () => {
    expect(categoryIn({ head: '<meta property="product:category" content="988">' }).category).toBe('sports');
  });

  it.each([
    '<nav aria-label="Breadcrumb"><ol><li><a href="/">Home</a></li><li><a href="/k">Kettles</a></li><li>Brook Copper Kettle 1.7 l</li></ol></nav>',
    '<div class="c-breadcrumbs"><a href="/">Home</a> / <a href="/k">Kettles</a></div>',
    '<ul id="brotkrumen"><li>Home</li><li>Kettles</li></ul>',
  ])('is read from the breadcrumbs that are shown: %s', (body) => {
    expect(categoryIn({ body })).toEqual(appliances('Home > Kettles'));
  });

  it('is what the next source says where the first names none of ours', () => {
    const data = [{ ...product, category: 'Kettles', offers: offer }, list('Home', 'Brook', 'Sale')];
    expect(categoryIn({ data })).toEqual(appliances('Kettles'));
  });

  it('is at least what the shop calls it', () => {
    const data = [{ ...product, offers: offer }, list('Home', 'Brook')];
    expect(categoryIn({ data })).toEqual({ category: undefined, shopCategory: 'Home > Brook' });
  });

  it('is nothing where the page says nothing', () => {
    expect(categoryIn({})).toEqual({ category: undefined, shopCategory: undefined });
  });

  it('is not a whole paragraph, nor a hundred steps', () => {
    const data = [{ ...product, offers: offer }, list('x'.repeat(200), ...Array<string>(100).fill('Kettles'))];
    expect(categoryIn({ data }).shopCategory).toBe(Array(7).fill('Kettles').join(' > '));
  });
});
