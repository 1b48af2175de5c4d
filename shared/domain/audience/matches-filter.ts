import type { Deal } from '../../documents/deal.ts';
import type { DealFilter } from '../../documents/subscriber.ts';

/** Whether a deal is what a filter asks for. Prices are compared in one currency only; without one, no match. */
export function matchesFilter(filter: DealFilter, deal: Deal): boolean {
  const { retailerIds, brands, keywords, kinds, minDiscount, maxPrice } = filter;
  const lower = (text: string) => text.toLocaleLowerCase('en');
  const title = lower(deal.title);
  return (
    (!retailerIds || retailerIds.includes(deal.retailerId)) &&
    (!brands || (deal.brand !== undefined && brands.some((brand) => lower(brand) === lower(deal.brand ?? '')))) &&
    (!keywords || keywords.some((keyword) => title.includes(lower(keyword)))) &&
    (!kinds || kinds.includes(deal.kind)) &&
    (minDiscount === undefined || deal.discount >= minDiscount) &&
    (!maxPrice || (deal.price.currency === maxPrice.currency && deal.price.minor <= maxPrice.minor))
  );
}
