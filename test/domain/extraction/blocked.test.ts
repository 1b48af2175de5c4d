import { describe, expect, it } from 'vitest';
import { readPage } from '../../../shared/domain/extraction/read-page.ts';
import { challengePages, protectionScripts } from './challenge-pages.ts';
import { fixture, shop } from './fixture.ts';

const generic = shop('generic');
const vendors = ['akamai', 'amazon', 'aws-waf', 'cloudflare', 'datadome', 'imperva', 'perimeterx', 'recaptcha'];
const read = (html: string, status = 200) => readPage({ url: 'https://shop.example/p', html, status }, generic);

describe('a bot challenge', () => {
  it.each(vendors)('of %s is called blocked, and by its name', (vendor) => {
    expect(read(fixture(`challenge-${vendor}`))).toMatchObject({ outcome: 'blocked', vendor });
  });

  it.each(challengePages)('of %s, %s, is called blocked, and by its name', (vendor, _, html) => {
    expect(read(html)).toMatchObject({ outcome: 'blocked', vendor });
  });

  it('is told from a server that is down behind the same vendor', () => {
    const html =
      '<!doctype html><title>shop.example | 522: Connection timed out</title><div id="cf-error-details"><h1>Connection timed out</h1></div>';
    expect(read(html, 522).outcome).toBe('unreadable');
  });
});

describe('an ordinary page that merely loads what a protection needs', () => {
  const loading = (page: string, script: string) => read(fixture(page).replace('</head>', `${script}</head>`)).outcome;

  it.each(protectionScripts)('of %s, is a product page: %s', (_, script) => {
    expect(loading('plain-product', script)).toBe('price');
  });
  it.each(protectionScripts)('of %s, is one without structured data, too: %s', (_, script) => {
    expect(loading('only-visible', script)).toBe('price');
  });
  it.each(protectionScripts)('of %s, is no challenge without a price either: %s', (_, script) => {
    expect(loading('out-of-stock-no-price', script)).toBe(read(fixture('out-of-stock-no-price')).outcome);
  });
  it.each(protectionScripts)('of %s, is no challenge while its scripts have drawn nothing: %s', (_, script) => {
    const shell = `<!doctype html><html><head><title>Kettle – Shop</title>${script}</head><body><div id="root"></div></body></html>`;
    expect(read(shell).outcome).not.toBe('blocked');
  });

  it('may ask its reviewers whether they are robots', () => {
    const words = Array.from({ length: 60 }, (_, n) => `<p>A review of ${n} words.</p>`).join('');
    const form = '<form>I am not a robot <div class="g-recaptcha"></div></form>';
    expect(read(`<!doctype html><title>Kettle</title><h1>Kettle</h1>${words}${form}`).outcome).not.toBe('blocked');
  });
});
