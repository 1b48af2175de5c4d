import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPage } from '../../../shared/domain/extraction/read-page.ts';
import { inertPage } from '../../../shared/domain/snapshot/inert-page.ts';
import { redactPage } from '../../../shared/domain/snapshot/redact-page.ts';
import { fixture, shop } from '../extraction/fixture.ts';

const generic = shop('generic');
const redacted = (html: string): string => redactPage(html).html;

describe('a page as it is kept', () => {
  it.each([
    ['an e-mail address', '<p>Write to ada.lovelace+shop@example.co.uk today</p>', 'lovelace'],
    ['one in an address', '<a href="mailto:ada@example.com?subject=x">Mail</a>', 'ada@'],
    ['one that is escaped', '<a href="/u?login=ada%40example.com">Me</a>', 'ada'],
    ['an international phone number', '<p>+44 20 7946 0958</p>', '7946'],
    ['an American phone number', '<p>(212) 555-0123 or 212-555-0199</p>', '555'],
    ['a phone number that is called one', '<p>Tel.: 030 1234567</p>', '1234567'],
    ['a card number', '<p>4111 1111 1111 1111</p>', '4111'],
    ['an account number', '<p>DE89 3704 0044 0532 0130 00</p>', '3704'],
    ['a machine address', '<p>Your IP is 203.0.113.77</p>', '203.0'],
    ['a form’s secret', '<input type="hidden" name="csrf_token" value="abc123">', 'abc123'],
    ['a long hidden value', '<input type="hidden" name="state" value="q8s7d6f5a4s3d2f1z0x9c8v7b6">', 'q8s7'],
    ['a secret in the head', '<meta name="csrf-token" content="s3cr3t">', 's3cr3t'],
    ['a token in an address', '<a href="/p?id=7&amp;sessionid=7f3a9&amp;page=2">x</a>', '7f3a9'],
    ['a token in data', '<script>var x={"accessToken":"t0k3n","price":"9.99"}</script>', 't0k3n'],
    ['a token in escaped data', '<script>var s="{\\"sessionId\\":\\"t0k3n\\",\\"price\\":1}"</script>', 't0k3n'],
    ['a web token', '<script>price=1;go("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc")</script>', 'eyJ'],
    ['a cookie that is set', '<script>price=1;document.cookie="visit=77aa; path=/"</script>', '77aa'],
    ['a number of the visitor', '<script>dl={"customerId":8812345,"price":3}</script>', '8812345'],
    ['the visitor’s name', '<div class="account-menu"><b>Hello, Ada Lovelace</b></div>', 'Lovelace'],
    ['where things are sent', '<span id="deliver-to">London SW1A 1AA</span>', 'SW1A'],
    ['a reviewer’s name', '<span class="review-author">Grace Hopper</span>', 'Hopper'],
    [
      'a reviewer in data',
      '<script>{"@type":"Review","author":{"@type":"Person","name":"Grace Hopper"}}</script>',
      'Hopper',
    ],
    ['a program', '<script>function track(){send(window.user)}</script>', 'track'],
    ['a comment', '<!-- rendered by host-17 for ada -->', 'host-17'],
  ])('is without %s', (_, html, secret) => {
    expect(html).toContain(secret);
    expect(redacted(html)).not.toContain(secret);
  });

  it.each([
    ['a price', '<b>£1,299.00</b>', '£1,299.00'],
    ['a price without decimals', '<b>1 234 567 Ft</b>', '1 234 567 Ft'],
    ['a GTIN', '<span itemprop="gtin13">4006381333931</span>', '4006381333931'],
    ['the price in data', '<script>{"token":"x","price":"9.99"}</script>', '"price":"9.99"'],
    ['the name of the product', '<h1 class="product-name">Garden Chair 2000</h1>', 'Garden Chair 2000'],
    [
      'what a selector needs',
      '<p data-testid="price-now" class="a b" id="c">',
      'data-testid="price-now" class="a b" id="c"',
    ],
    ['a hidden price', '<input type="hidden" name="price" value="24.90">', '24.90'],
  ])('keeps %s', (_, html, kept) => {
    expect(redacted(html)).toContain(kept);
  });

  it.each(['plain-product', 'only-visible', 'variants', 'embedded-state', 'out-of-stock-no-price'])(
    'is read as the page itself: %s',
    (name) => {
      const read = (html: string) => readPage({ url: `https://shop.example/${name}`, html, status: 200 }, generic);
      expect(read(redacted(fixture(name)))).toEqual(read(fixture(name)));
    },
  );

  it('is made of any text, and redacting it again changes nothing that matters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        const once = redacted(`<p>${text}</p>`);
        expect(redacted(once).length).toBeLessThanOrEqual(once.length + 20);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['at-signs', `<p>${'@'.repeat(200_000)}`],
    ['digits', `<p>${'1'.repeat(200_000)}`],
    ['brackets', `<p>${'('.repeat(200_000)}`],
    ['open keys', `<script>price${'{"token":'.repeat(20_000)}`],
    ['quotes', `<script>price${'"'.repeat(200_000)}`],
    ['nesting', '<div class="account-menu">'.repeat(20_000)],
  ])('is made in time that grows with its length: %s', (_, html) => {
    expect(redacted(html).length).toBeLessThan(html.length * 3);
  });
});

describe('a kept page that is looked at', () => {
  const html = inertPage(
    '<base href="//evil.example"><meta http-equiv="refresh" content="0;url=//evil.example"><script>alert(1)</script>' +
      '<h1 onclick="alert(2)">Lamp</h1><a href="javascript:alert(3)">go</a><img src="//evil.example/x.png" onerror="alert(4)">' +
      '<form action="//evil.example"><input value="x"></form><iframe srcdoc="<script>alert(5)</script>"></iframe><p>9,99 €</p>',
  );

  it('shows what the page showed', () => {
    expect(html).toContain('<h1>Lamp</h1>');
    expect(html).toContain('9,99 €');
  });

  it('neither runs, loads, sends nor leads anywhere', () => {
    expect(html).not.toMatch(/alert|evil|script|href|src|action|http-equiv|on\w+=/i);
  });
});
