import { type Offer, offers } from '../../shared/documents/offer.ts';
import type { Observation } from '../../shared/domain/observation/observation.ts';
import { type Comparison, comparisonOf, gtinKey, pageKey } from '../../shared/domain/offer/comparison.ts';
import type { Documents } from '../../shared/ports/documents.ts';

/** Enough to tell what a product costs elsewhere. */
const lookedAt = 20;

/** What other offers say of a price that looks unusual: at most two queries, and only then. */
export async function compare(catalogue: Documents, offer: Offer, observation: Observation): Promise<Comparison> {
  const { facts, price, checkedAtMs: atMs } = observation;
  if (!price) return {};
  const gtin = gtinKey({ ...offer.facts, ...facts });
  const [sameProduct, samePage] = await Promise.all([
    gtin ? offers.find(catalogue, 'ofProduct', { equal: { gtin }, limit: lookedAt }) : [],
    offers.find(catalogue, 'ofPage', { equal: { page: pageKey(offer.url) }, limit: lookedAt }),
  ]);
  const values = (found: typeof samePage) => found.map(({ value }) => value);
  return comparisonOf(
    offer,
    { facts, currency: price.currency, atMs },
    { sameProduct: values(sameProduct), samePage: values(samePage) },
  );
}
