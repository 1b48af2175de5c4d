import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { readArguments } from '../../infra/local/retailer/read-arguments.ts';
import { withRetailer } from '../../infra/local/retailer/with-retailer.ts';
import { parseRetailer } from '../../shared/domain/extraction/parse-retailer.ts';
import { readPage } from '../../shared/domain/extraction/read-page.ts';
import { ConfigError } from '../../shared/runtime/errors.ts';

const run = promisify(execFile);
const data = JSON.stringify({
  '@type': 'Product',
  name: 'Garden Chair',
  offers: { price: '89.00', priceCurrency: 'GBP' },
});
const savedPage = `<html lang="en-GB"><head><title>Garden Chair</title><script type="application/ld+json">${data}</script>
<link rel="canonical" href="https://www.corner-shop.example/p/garden-chair"></head>
<body><h1 class="product-name">Garden Chair</h1><p data-testid="price-now">£89.00</p><button>Add to basket</button></body></html>`;

function newRetailer(root: string, ...argv: readonly string[]) {
  return run('node', ['infra/local/retailer-new.ts', ...argv, '--root', root]);
}

describe('npm run retailer:new', () => {
  const root = mkdtempSync(join(tmpdir(), 'pricehawk-retailer-'));
  const saved = join(root, 'saved.html');
  let output = '';

  beforeAll(async () => {
    mkdirSync(join(root, 'shared/retailers'), { recursive: true });
    copyFileSync('shared/retailers/built-in.ts', join(root, 'shared/retailers/built-in.ts'));
    writeFileSync(saved, savedPage);
    output = (await newRetailer(root, 'corner-shop', saved)).stdout;
  });

  it('writes a file that fits the schema, with selectors that rest on the page', () => {
    const parsed = parseRetailer(readFileSync(join(root, 'shared/retailers/corner-shop.json'), 'utf8'), 'x');
    expect(parsed).toMatchObject({
      ok: true,
      retailer: { id: 'corner-shop', hosts: ['corner-shop.example', '*.corner-shop.example'], currency: 'GBP' },
    });
    const price = parsed.ok ? parsed.retailer.fields.price : undefined;
    expect(price?.selectors[0]).toEqual({ selector: '[data-testid="price-now"]' });
    expect(price?.selectors.length).toBeGreaterThanOrEqual(3);
  });

  it('writes a page of its own with an invented product, which the file reads, and nothing of the saved page', () => {
    const parsed = parseRetailer(readFileSync(join(root, 'shared/retailers/corner-shop.json'), 'utf8'), 'x');
    const html = readFileSync(join(root, 'test/fixtures/retailers/corner-shop.html'), 'utf8');
    expect(html).not.toContain('Garden Chair');
    if (!parsed.ok) throw new Error(parsed.error);
    const url = 'https://corner-shop.example/p';
    expect(readPage({ url, html, status: 200 }, parsed.retailer)).toMatchObject({
      outcome: 'price',
      price: { minor: 2490, currency: 'GBP' },
      facts: { title: 'Copper Kettle 1.7 l' },
    });
  });

  it('writes a test of it, adds the shop to the built-in ones, and says how sure each selector is', () => {
    expect(readFileSync(join(root, 'test/retailers/corner-shop.test.ts'), 'utf8')).toContain(
      "describeRetailer('corner-shop'",
    );
    expect(readFileSync(join(root, 'shared/retailers/built-in.ts'), 'utf8')).toContain(
      "import cornerShop from './corner-shop.json'",
    );
    expect(output).toMatch(/price +right on 1 of 1 +\[data-testid="price-now"\]/);
  });

  it.each([
    ['an id that is none', ['Corner Shop', saved], /^ID: found "Corner Shop"; allowed: words of a-z/],
    ['an id that is taken', ['corner-shop', saved], /^ID: found "corner-shop"; allowed: one that/],
    ['no page', ['new-shop'], /^needs the address or saved page/],
    ['a file that is not there', ['new-shop', 'nothing.html'], /^nothing\.html: neither a file nor a web address/],
    ['an address that is none', ['new-shop', 'ftp://shop.example/p'], /neither a file nor a web address/],
    ['an unknown way', ['new-shop', saved, '--way', 'fax'], /^--way: allowed: http/],
    ['a host that is none', ['new-shop', saved, '--host', 'No Host'], /^--host: found "No Host"/],
  ])('refuses %s', (_, argv, line) => {
    expect(() => readArguments([...argv, '--root', root])).toThrow(line);
    expect(() => readArguments([...argv, '--root', root])).toThrow(ConfigError);
  });

  it('says so in one line and ends with code 2', async () => {
    const ended = await newRetailer(root, 'Corner Shop').catch((error: { code: number; stderr: string }) => error);
    expect(ended).toMatchObject({ code: 2 });
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('the list of built-in shops', () => {
  const source = readFileSync('shared/retailers/built-in.ts', 'utf8');

  it.each(['aaa-first', 'mid-shop', 'zzz-last', '4u'])('takes %s in, in order', (id) => {
    const added = withRetailer(source, id);
    const paths = [...added.matchAll(/'\.\/([\w-]+)\.json'/g)].map((match) => match[1]);
    expect(paths).toEqual([...paths].toSorted());
    expect(paths).toContain(id);
    expect(added.split('\n')).toHaveLength(source.split('\n').length + 2);
  });
});
