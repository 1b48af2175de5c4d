import { describe, expect, it } from 'vitest';
import { readPage } from '../../../shared/domain/extraction/read-page.ts';
import { fixture, shop } from './fixture.ts';

const generic = shop('generic');
const vendors = ['akamai', 'amazon', 'aws-waf', 'cloudflare', 'datadome', 'imperva', 'perimeterx', 'recaptcha'];

describe('a bot challenge', () => {
  it.each(vendors)('of %s is called blocked, and by its name', (vendor) => {
    const extraction = readPage(
      { url: 'https://shop.example/p', html: fixture(`challenge-${vendor}`), status: 200 },
      generic,
    );
    expect(extraction).toMatchObject({ outcome: 'blocked', vendor });
  });
});

describe('a product page that merely loads a protection script', () => {
  const scripts = [
    '<script src="https://ct.captcha-delivery.com/c.js"></script>',
    '<script src="/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e6fffd425f7e032f3"></script>',
    '<script src="https://client.px-cloud.net/PXabc/main.min.js"></script><script>window._pxAppId="PXabc"</script>',
    '<script src="https://www.google.com/recaptcha/api.js"></script><div class="g-recaptcha" data-sitekey="k"></div>',
    '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>',
    '<script src="https://x.token.awswaf.com/challenge.js"></script><script>AwsWafIntegration.getToken()</script>',
  ];
  it.each(scripts)('is a product page: %s', (script) => {
    const html = fixture('plain-product').replace('</head>', `${script}</head>`);
    expect(readPage({ url: 'https://shop.example/p', html, status: 200 }, generic).outcome).toBe('price');
  });
  it.each(scripts)('also without structured data: %s', (script) => {
    const html = fixture('only-visible').replace('</head>', `${script}</head>`);
    expect(readPage({ url: 'https://shop.example/p', html, status: 200 }, generic).outcome).toBe('price');
  });
});
