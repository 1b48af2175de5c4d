import { describe, expect, it } from 'vitest';
import { mappedAddress, refusedTarget } from '../../../shared/domain/fetching/target.ts';

describe('a URL that strangers supply', () => {
  it.each([
    'https://shop.example/p/1',
    'http://shop.example',
    'https://shop.example:8443/',
    'http://1.shop.example/',
    'http://127.0.0.1.nip.example/',
    'https://xn--bcher-kva.example/',
  ])('%s may be asked', (url) => {
    expect(refusedTarget(new URL(url), {})).toBeUndefined();
  });

  it.each([
    ['plain loopback', 'http://127.0.0.1/'],
    ['a short form', 'http://127.1/'],
    ['decimal', 'http://2130706433/'],
    ['octal', 'http://0177.0.0.1/'],
    ['hexadecimal', 'http://0x7f000001/'],
    ['mixed', 'http://0x7f.0.0.0x1/'],
    ['a trailing dot', 'http://127.0.0.1./'],
    ['percent-encoded', 'http://%31%32%37.0.0.1/'],
    ['full-width digits', 'http://１２７.0.0.1/'],
    ['metadata', 'http://169.254.169.254/latest/meta-data/'],
    ['IPv6', 'http://[::1]/'],
    ['IPv4 in IPv6', 'http://[::ffff:127.0.0.1]/'],
    ['a public address', 'http://93.184.216.34/'],
    ['a user name', 'https://admin@shop.example/'],
    ['a password', 'https://:secret@shop.example/'],
    ['a name in front of another', 'https://shop.example@127.0.0.1/'],
    ['SSH', 'http://shop.example:22/'],
    ['mail', 'http://shop.example:25/'],
    ['Redis', 'http://shop.example:6379/'],
  ])('with %s (%s) is refused', (_, url) => {
    expect(refusedTarget(new URL(url), {})).toMatchObject({ failure: 'refused-address' });
  });

  it.each(['ftp://shop.example/', 'file:///etc/passwd', 'gopher://shop.example/', 'data:text/html,x'])(
    '%s is no URL for us',
    (url) => {
      expect(refusedTarget(new URL(url), {})).toMatchObject({ failure: 'bad-url' });
    },
  );

  it('may use the ports that the policy names', () => {
    const policy = { ports: new Set([9_000]) };
    expect(refusedTarget(new URL('http://shop.example:9000/'), policy)).toBeUndefined();
    expect(refusedTarget(new URL('http://shop.example/'), policy)).toMatchObject({ failure: 'refused-address' });
  });

  it('may be an address on any port when the operator mapped it', () => {
    const policy = { allowedHosts: { 'localhost:4000': '127.0.0.1:4000', '127.0.0.1:4000': '127.0.0.1:4000' } };
    expect(refusedTarget(new URL('http://localhost:4000/'), policy)).toBeUndefined();
    expect(refusedTarget(new URL('http://127.0.0.1:4000/'), policy)).toBeUndefined();
    expect(refusedTarget(new URL('http://127.0.0.1:4001/'), policy)).toMatchObject({ failure: 'refused-address' });
    expect(refusedTarget(new URL('http://a@localhost:4000/'), policy)).toMatchObject({ failure: 'refused-address' });
  });
});

describe('the host map', () => {
  const hosts = { 'shop.example': '127.0.0.1:1000', 'shop.example:8080': '[::1]:2000' };

  it('prefers an entry with the port', () => {
    expect(mappedAddress('shop.example', 443, hosts)).toEqual({ address: '127.0.0.1', port: 1_000 });
    expect(mappedAddress('shop.example', 8_080, hosts)).toEqual({ address: '::1', port: 2_000 });
  });

  it('knows nothing else, not even what every object has', () => {
    expect(mappedAddress('www.shop.example', 443, hosts)).toBeUndefined();
    expect(mappedAddress('constructor', 443, hosts)).toBeUndefined();
    expect(mappedAddress('shop.example', 443, undefined)).toBeUndefined();
  });
});
