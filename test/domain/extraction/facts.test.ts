import { describe, expect, it } from 'vitest';
import { availabilityOfTerm, availabilityOfText } from '../../../shared/domain/extraction/availability.ts';
import { conditionOfTerm } from '../../../shared/domain/extraction/condition.ts';
import { validGtin } from '../../../shared/domain/extraction/gtin.ts';
import { packSizeOfName } from '../../../shared/domain/extraction/pack-size.ts';

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
  ])('of "%s" is %j', (name, size) => {
    expect(packSizeOfName(name)).toEqual(size);
  });
  it.each(['Desk lamp', 'Monitor 27"', 'iPhone 16 128GB', 'Cable 2 m'])('is not said by "%s"', (name) => {
    expect(packSizeOfName(name)).toBeUndefined();
  });
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
