import type { Candidate, Extractor } from './candidate.ts';
import { currencyOfText } from './currency-of-text.ts';
import type { PriceRole } from './extraction.ts';
import { machineAmount } from './machine-amount.ts';
import type { PageContext } from './page-context.ts';
import { itemsOf, localName, type SchemaItem, textOf } from './schema-item.ts';

const trustOf: Readonly<Partial<Record<Extractor, number>>> = { 'json-ld': 0.85, microdata: 0.8, rdfa: 0.75 };

/** The amounts of one offer (schema.org Offer, AggregateOffer, PriceSpecification), each with its role. */
export function candidatesOfOffer(
  offer: SchemaItem,
  extractor: Extractor,
  source: string,
  context: PageContext,
): Candidate[] {
  const inherited = currencyOf(offer, context);
  const base = baseRole(offer);
  const trust = trustOf[extractor] ?? 0.7;
  const found: Candidate[] = [];
  const add = (item: SchemaItem, property: string, role: PriceRole, currency: string | undefined): void => {
    for (const value of item.properties.get(property) ?? []) {
      const reading = machineAmount(value, {
        ...(context.locale === undefined ? {} : { locale: context.locale }),
        ...(currency === undefined ? {} : { currencyHint: currency }),
      });
      if (reading === undefined) continue;
      const known = currency ?? reading.currency;
      found.push({
        extractor,
        source: `${source}.${property}`,
        role,
        amount: reading.amount,
        trust,
        ...(known === undefined ? {} : { currency: known }),
        ...(reading.otherwise === undefined ? {} : { otherwise: reading.otherwise }),
      });
      return;
    }
  };
  add(offer, 'price', base, inherited);
  add(offer, 'lowprice', 'range-low', inherited);
  add(offer, 'highprice', 'range-high', inherited);
  for (const specification of itemsOf(offer, 'pricespecification')) {
    const role = specificationRole(specification, base);
    const currency = currencyOf(specification, context) ?? inherited;
    add(specification, 'price', role, currency);
    if (!specification.properties.has('price')) add(specification, 'minprice', role, currency);
  }
  return found;
}

function currencyOf(item: SchemaItem, context: PageContext): string | undefined {
  return currencyOfText(textOf(item, 'pricecurrency') ?? textOf(item, 'currency'), context);
}

function baseRole(offer: SchemaItem): PriceRole {
  const condition = localName(textOf(offer, 'itemcondition') ?? '');
  return /^(used|damaged)condition$/.test(condition) ? 'used' : 'current';
}

function specificationRole(specification: SchemaItem, base: PriceRole): PriceRole {
  const type = specification.types.join(' ');
  if (type.includes('deliverycharge') || type.includes('paymentcharge')) return 'shipping';
  const priceType = localName(textOf(specification, 'pricetype') ?? '');
  if (/list|strikethrough|msrp|srp|regular|suggested/.test(priceType)) return 'list';
  if (specification.properties.has('validformembertier')) return 'member';
  if (specification.properties.has('billingduration') || specification.properties.has('billingincrement'))
    return 'instalment';
  const reference = itemsOf(specification, 'referencequantity')[0];
  if (reference !== undefined && !/^(c62|h87|pce|stk|ea|piece|unit)?$/i.test(textOf(reference, 'unitcode') ?? ''))
    return 'per-unit';
  return base;
}
