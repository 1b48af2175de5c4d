import type { Candidate } from './candidate.ts';
import { currencyOfText } from './currency-of-text.ts';
import type { PriceRole } from './extraction.ts';
import { machineAmount } from './machine-amount.ts';
import type { PageContext } from './page-context.ts';

/** Meta elements that carry an amount (Open Graph products, Facebook and Twitter product cards), best first. */
const priceMetas: readonly (readonly [name: string, role: PriceRole, currencyName: string])[] = [
  ['product:sale_price:amount', 'current', 'product:sale_price:currency'],
  ['product:price:amount', 'current', 'product:price:currency'],
  ['og:price:amount', 'current', 'og:price:currency'],
  ['og:product:price:amount', 'current', 'og:product:price:currency'],
  ['product:price', 'current', 'product:price:currency'],
  ['og:price', 'current', 'og:currency'],
  ['product:original_price:amount', 'list', 'product:original_price:currency'],
  ['og:price:standard_amount', 'list', 'og:price:currency'],
  ['product:pretax_price:amount', 'per-unit', 'product:pretax_price:currency'],
  ['product:shipping_cost:amount', 'shipping', 'product:shipping_cost:currency'],
];

export function readMetaPrices(context: PageContext): Candidate[] {
  const candidates: Candidate[] = [];
  for (const [name, role, currencyName] of priceMetas) {
    const content = context.meta.get(name);
    if (content === undefined) continue;
    const currency = currencyOfText(context.meta.get(currencyName), context);
    const reading = machineAmount(content, {
      ...(context.locale === undefined ? {} : { locale: context.locale }),
      ...(currency === undefined ? {} : { currencyHint: currency }),
    });
    if (reading === undefined) continue;
    const known = currency ?? reading.currency;
    candidates.push({
      extractor: 'meta',
      source: `meta[${name}]`,
      role: role === 'current' && candidates.some((other) => other.role === 'current') ? 'list' : role,
      amount: reading.amount,
      trust: 0.7,
      ...(known === undefined ? {} : { currency: known }),
      ...(reading.otherwise === undefined ? {} : { otherwise: reading.otherwise }),
    });
  }
  return candidates;
}
