import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { markupForSelector } from '../../infra/local/retailer/markup-for-selector.ts';
import { readPageContext } from '../../shared/domain/extraction/page-context.ts';
import { readPage } from '../../shared/domain/extraction/read-page.ts';
import { type RetailerField, readSelectorField } from '../../shared/domain/extraction/retailer-selectors.ts';
import type { Money } from '../../shared/domain/money/money.ts';
import type { ProductFacts } from '../../shared/domain/observation/facts.ts';
import { shop } from '../domain/extraction/fixture.ts';

interface Expected {
  readonly url: string;
  readonly price: Money;
  readonly listPrice?: Money;
  readonly facts: ProductFacts;
}

/** What a field may hold, of which a shop's validator takes one. */
const samples = ['$24.90', 'Copper Kettle', 'EM17004242', '6500123', 'https://img.example/kettle.jpg', 'In stock'];

/** A shop's file against the page written for it, and each of its selectors against the least page that it matches. */
export function describeRetailer(id: string, { url, price, listPrice, facts }: Expected): void {
  const retailer = shop(id);

  describe(`a page of ${retailer.name}`, () => {
    const html = readFileSync(new URL(`../fixtures/retailers/${id}.html`, import.meta.url), 'utf8');
    const extraction = readPage({ url, html, status: 200 }, retailer);

    it('is read with the shop’s own selectors, and surely', () => {
      expect(extraction).toMatchObject({
        outcome: 'price',
        price,
        facts: { ...facts, ...(listPrice ? { listPrice } : {}) },
      });
      const [primary] = retailer.fields.price?.selectors ?? [];
      expect(extraction.outcome === 'price' && extraction.votes).toContainEqual(
        expect.objectContaining({ extractor: 'retailer-selector', source: primary?.selector, role: 'current', price }),
      );
      expect(extraction.outcome === 'price' && extraction.confidence).toBeGreaterThanOrEqual(0.9);
    });
  });

  const rules = Object.entries(retailer.fields).flatMap(([field, { selectors, validator }]) =>
    // The keys of `fields` are the schema's.
    selectors.map((rule) => ({ field: field as RetailerField, rule, validator })),
  );
  it.each(rules)(`the $field of ${retailer.name} is found by $rule.selector alone`, ({ field, rule, validator }) => {
    const value = samples.find((sample) => new RegExp(validator, 'iu').test(sample));
    if (value === undefined) throw new Error(`no sample fits the validator ${validator}`);
    const html = `<main>${markupForSelector(rule.selector, { value, attribute: rule.attribute })}</main>`;
    const only = { ...retailer, fields: { [field]: { selectors: [rule], validator } } };
    expect(readSelectorField(readPageContext({ url, html, status: 200 }, only), field)).toMatchObject({ value });
  });
}
