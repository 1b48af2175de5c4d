import { describe, expect, it } from 'vitest';
import { canonicalOfferUrl } from '../../../shared/domain/offer/offer-url.ts';

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
