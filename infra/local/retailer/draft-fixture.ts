import type { Retailer } from '../../../shared/domain/extraction/retailer.ts';
import type { RetailerField } from '../../../shared/domain/extraction/retailer-selectors.ts';
import { currencyDecimals } from '../../../shared/domain/money/currencies.ts';
import { formatMoney } from '../../../shared/domain/money/format-money.ts';
import { markupForSelector } from './markup-for-selector.ts';

/** The invented product of every drafted fixture. */
const product = { title: 'Copper Kettle 1.7 l', brand: 'Emberly', sku: 'EM-1700', units: 24.9, listUnits: 34.9 };

/** A page written for a shop's test, and what is to be read from it. */
export interface FixtureDraft {
  readonly html: string;
  readonly priceMinor: number;
  readonly listPriceMinor: number | undefined;
  readonly currency: string;
  readonly title: string;
}

/** The least page that a shop's primary selectors match: an invented product, and another one that must not be read. */
export function draftFixture({ name, currency = 'EUR', fields }: Retailer): FixtureDraft {
  const scale = 10 ** currencyDecimals(currency);
  const priceMinor = scale === 1 ? product.units * 100 : Math.round(product.units * scale);
  const listMinor = scale === 1 ? product.listUnits * 100 : Math.round(product.listUnits * scale);
  const values: Partial<Record<RetailerField, string>> = {
    title: product.title,
    brand: product.brand,
    sku: product.sku,
    price: formatMoney({ minor: priceMinor, currency }),
    listPrice: formatMoney({ minor: listMinor, currency }),
  };
  const order: readonly RetailerField[] = ['brand', 'title', 'sku', 'listPrice', 'price'];
  const lines = order.flatMap((field) => {
    const rule = fields[field]?.selectors[0];
    const value = values[field];
    if (rule === undefined || value === undefined) return [];
    return [`  ${markupForSelector(rule.selector, { value, attribute: rule.attribute })}`];
  });
  const html = `<!doctype html>
<!-- Written for PriceHawk: the shape of a page of ${name}, with an invented product. -->
<html lang="en">
<head><title>${product.title} | ${name}</title></head>
<body>
<main>
${lines.join('\n')}
  <button type="submit">Add to cart</button>
</main>
<section class="recommendations"><h2>You may also like</h2>
  <div class="card"><a href="/p/2"><img src="2.jpg" alt="">Tea strainer ${formatMoney({ minor: 5 * scale, currency })}</a></div>
</section>
</body>
</html>
`;
  return { html, priceMinor, listPriceMinor: fields.listPrice ? listMinor : undefined, currency, title: product.title };
}
