import { describe, expect, it } from 'vitest';
import { readPage } from '../../../shared/domain/extraction/read-page.ts';
import { toMajorUnits } from '../../../shared/domain/money/to-money.ts';
import { shop } from './fixture.ts';
import { worldPages } from './world-pages.ts';

const generic = shop('generic');

describe('a page of a shop somewhere in the world', () => {
  it.each(worldPages)('$about', ({ url, html, price, listPrice, availability }) => {
    const read = readPage({ url, html, status: 200 }, generic);
    const found = read.outcome === 'price' ? [toMajorUnits(read.price), read.price.currency] : null;
    expect(found).toEqual(price);
    const facts = read.outcome === 'price' ? read.facts : {};
    if (listPrice !== undefined) expect(facts.listPrice && toMajorUnits(facts.listPrice)).toBe(listPrice);
    if (availability !== undefined) expect(facts.availability).toBe(availability);
  });
});
