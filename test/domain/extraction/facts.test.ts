import { describe, expect, it } from 'vitest';
import { availabilityOfTerm, availabilityOfText } from '../../../shared/domain/extraction/availability.ts';
import { conditionOfTerm } from '../../../shared/domain/extraction/condition.ts';
import { validGtin } from '../../../shared/domain/extraction/gtin.ts';
import { packSizeOfName } from '../../../shared/domain/extraction/pack-size.ts';
import { readPage } from '../../../shared/domain/extraction/read-page.ts';
import { shop } from './fixture.ts';

describe('availability', () => {
  it.each([
    ['https://schema.org/InStock', 'InStock'],
    ['in stock ', 'InStock'],
    ['unavailable', 'OutOfStock'],
    ['http://schema.org/OutOfStock', 'OutOfStock'],
    ['schema:PreOrder', 'PreOrder'],
    ['SoldOut', 'OutOfStock'],
  ])('calls the term %s %s', (term, availability) => {
    expect(availabilityOfTerm(term)).toBe(availability);
  });

  it.each([
    ['Currently unavailable.', 'OutOfStock'],
    ['Not available', 'OutOfStock'],
    ['Available now', 'InStock'],
    ['Auf Lager', 'InStock'],
    ['Nicht auf Lager', 'OutOfStock'],
    ['Нет в наличии', 'OutOfStock'],
    ['В наличии', 'InStock'],
    ['Only 3 left in stock', 'InStock'],
    ['Available in five colours', undefined],
    ['Never out of stock of ideas', undefined],
  ])('calls the text "%s" %s', (text, availability) => {
    expect(availabilityOfText(text)).toBe(availability);
  });
});

describe('a GTIN', () => {
  it.each(['4006381333931', '036000291452', '96385074', '978-0-552-17374-2'])('%s is taken', (text) => {
    expect(validGtin(text)).toBe(text.replaceAll('-', ''));
  });
  it.each(['4006381333932', '12345', '0000000000000', 'none', undefined])('%s is not', (text) => {
    expect(validGtin(text)).toBeUndefined();
  });
});

describe('the pack size in a name', () => {
  it.each([
    ['Sparkling water 6 x 330 ml', { quantity: 1.98, unit: 'l' }],
    ['Basmati rice 1,5 kg', { quantity: 1.5, unit: 'kg' }],
    ['Whole milk, 128 fl oz', { quantity: 3.78541, unit: 'l' }],
    ['Duct tape, 1.88" x 12 yd, black (Pack of 2)', { quantity: 2, unit: 'piece' }],
    ['Dust cloths - 6pk', { quantity: 6, unit: 'piece' }],
    ['Молоко 900 мл', { quantity: 0.9, unit: 'l' }],
    ['Water 1.5 l x 6', { quantity: 9, unit: 'l' }],
    ['Chips 6er Pack 25 g', { quantity: 0.15, unit: 'kg' }],
    ['Weizenmehl 1.000 g', { quantity: 1, unit: 'kg' }],
    ['Vitamin C 1000 mg 90 tablets', { quantity: 90, unit: 'piece' }],
    ['Toilet paper 12 rolls', { quantity: 12, unit: 'piece' }],
  ])('of "%s" is %j', (name, size) => {
    expect(packSizeOfName(name)).toEqual(size);
  });
  it.each(['Desk lamp', 'Monitor 27"', 'iPhone 16 128GB', 'Phone A52 5G', 'Cable 2 m'])(
    'is not said by "%s"',
    (name) => {
      expect(packSizeOfName(name)).toBeUndefined();
    },
  );
});

describe('the condition', () => {
  it.each([
    ['https://schema.org/RefurbishedCondition', 'refurbished'],
    ['Pre-owned', 'used'],
    ['New with tags', 'new'],
    ['Usado', 'used'],
    ['For parts or not working', 'damaged'],
  ])('"%s" is %s', (term, condition) => {
    expect(conditionOfTerm(term)).toBe(condition);
  });
});

describe('what a page says beside its labels', () => {
  const read = (body: string) => {
    const html = `<title>Lamp</title><h1>Lamp</h1><p class="price">€20.00</p>${body}`;
    const extraction = readPage({ url: 'https://shop.example/p', html, status: 200 }, shop('generic'));
    return 'facts' in extraction ? extraction.facts : undefined;
  };

  it.each([
    ['<p>EAN: 4006381333931</p>', { gtin: '4006381333931' }],
    ['<table><tr><th>UPC</th><td>036000291452</td></tr></table>', { gtin: '036000291452' }],
    ['<dl><dt>Zustand:</dt><dd>Gebraucht</dd></dl>', { condition: 'used' }],
    ['<p>Condition: <b>Refurbished</b></p>', { condition: 'refurbished' }],
    ['<div>Sold by <a href="/s">Emberly</a></div>', { seller: 'Emberly' }],
    ['<span>Продавец: Лампы и Ко</span>', { seller: 'Лампы и Ко' }],
  ])('is read from %s', (body, facts) => {
    expect(read(body)).toMatchObject(facts);
  });

  it.each([
    ['a number whose check digit is wrong', '<p>EAN: 4006381333930</p>', 'gtin'],
    ['a sentence', '<p>Condition of the walls matters more than their colour when you hang a lamp.</p>', 'condition'],
    ['what stands with other products', '<div class="related-products"><p>Seller: Somebody</p></div>', 'seller'],
  ] as const)('is not read from %s', (_, body, fact) => {
    expect(read(body)?.[fact]).toBeUndefined();
  });
});
