import { describe, expect, it } from 'vitest';
import { elementText } from '../../../shared/domain/extraction/element-text.ts';
import { readPageTree } from '../../../shared/domain/extraction/page-tree.ts';
import { priceTokens } from '../../../shared/domain/extraction/price-tokens.ts';

function shown(html: string): string {
  return elementText(readPageTree(html).root);
}

describe('the text of an element', () => {
  it.each([
    ['<b>2.999<sup>99</sup></b> Lei', '2.999,99 Lei'],
    ['<span>$</span><span>1,299</span><span class="price-cents">95</span>', '$1,299.95'],
    ['<span>12</span><span>.50</span>', '12.50'],
    ['<p>Was</p><p>$5</p>', 'Was $5'],
    ['$<!-- -->12', '$12'],
    ['<span>$5.00</span><span>$4.00</span>', '$5.00 $4.00'],
    ['<script>var price = 5</script>free&nbsp;of  charge', 'free of charge'],
  ])('of %s is %s', (html, text) => {
    expect(shown(html)).toBe(text);
  });
});

describe('prices in a text', () => {
  it.each([
    ['€ 17,10 € 18,00', ['€ 17,10', '€ 18,00']],
    ['17,10 € 18,00 €', ['17,10 €', '18,00 €']],
    ['Now $42.00, save 15 %', ['$42.00']],
    ['20 639,- Kč', ['20 639,-']],
    ['₹1,25,000', ['₹1,25,000']],
    ['R$ 1.599,00 à vista', ['R$ 1.599,00']],
  ])('%s holds %j', (text, tokens) => {
    const priced = priceTokens(text).filter(({ hasCurrency }) => hasCurrency);
    expect(priced.map((token) => token.text.replace(/ Kč$/, ''))).toEqual(tokens);
  });

  it('takes no number out of a word', () => {
    expect(priceTokens('MzI5Ljk5 SKU-4410').filter(({ hasCurrency }) => hasCurrency)).toEqual([]);
  });
});
