import { describe, expect, it } from 'vitest';
import { canonicalOfferUrl, offerIdOf } from '../../../shared/domain/offer/offer-url.ts';

describe('the canonical URL of an offer', () => {
  it('has no fragment and nothing that says where a visitor came from', () => {
    expect(canonicalOfferUrl(' https://shop.example/p?id=7&utm_source=mail&gclid=x#reviews ')).toEqual({
      type: 'ok',
      url: 'https://shop.example/p?id=7',
    });
  });

  it('is measured as it is kept, not as it was typed', () => {
    const typed = `https://shop.example/${'ü'.repeat(400)}`;
    expect(canonicalOfferUrl(typed)).toEqual({ type: 'invalid', reason: 'is longer than 2,000 characters' });
    expect(canonicalOfferUrl(`https://shop.example/p?utm_term=${'x'.repeat(3_000)}`)).toMatchObject({ type: 'ok' });
  });
});

describe('the id of an offer', () => {
  it('is that of its URL, port included', () => {
    const ids = ['https://a.example/p', 'https://a.example:8443/p', 'https://b.example/p'].map((url) => offerIdOf(url));
    expect(new Set(ids).size).toBe(3);
  });

  it('stays the same when a shop the operator named moves to another port', () => {
    const namedHosts = { 'corner.localhost': '127.0.0.1:9000' };
    const at = (origin: string) => offerIdOf(`${origin}/p?id=7`, namedHosts);
    expect(at('http://corner.localhost:9000')).toBe(at('http://corner.localhost:8081'));
    expect(at('http://other.localhost:9000')).not.toBe(at('http://other.localhost:8081'));
  });
});
