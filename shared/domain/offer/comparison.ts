import * as z from 'zod';
import type { Offer } from '../../documents/offer.ts';
import { dayMs } from '../detection/detector-state.ts';
import { standingLevel } from '../detection/history.ts';
import { sameName } from '../extraction/same-name.ts';
import type { ProductFacts } from '../observation/facts.ts';

/** More than one price: what else is known of a product when its price is doubted. Absent where there is nothing. */
export const comparison = z.object({
  /** Accepted prices of the same product (one GTIN) at other retailers. */
  peersMinor: z.array(z.int()).optional(),
  /** Accepted prices of the product's other variants at this retailer, as far as they have stood for some time. */
  variantsMinor: z.array(z.int()).optional(),
  /** Content of the pack on the page now ÷ before. */
  packRatio: z.number().optional(),
});
export type Comparison = Readonly<z.infer<typeof comparison>>;

/** Offers that may tell something of a doubted one. */
export interface Comparable {
  readonly sameProduct: readonly Offer[];
  readonly samePage: readonly Offer[];
}

/** A GTIN as it is compared: shorter ones are the longer with zeros before (GS1 General Specifications, 3.3). */
export const gtinKey = ({ gtin }: ProductFacts): string | null => gtin?.padStart(14, '0') ?? null;

/** The page of a URL without its parameters, which choose a variant where they do not choose a product. */
export function pageKey(url: string): string {
  const { hostname, pathname } = new URL(url);
  return `${hostname}${pathname}`;
}

/** Variants are put on sale together, so that only a price from before the sale tells them apart. */
const tellingAfterMs = 7 * dayMs;

/** What these offers say of a price of `offer`, seen with these facts. */
export function comparisonOf(
  offer: Pick<Offer, 'url' | 'shopId' | 'facts'>,
  seen: { readonly facts: ProductFacts; readonly currency: string; readonly atMs: number },
  { sameProduct, samePage }: Comparable,
): Comparison {
  const title = seen.facts.title ?? offer.facts.title;
  const isAsked = ({ price, outcome, availability }: Offer) =>
    price?.currency === seen.currency && outcome === 'price' && availability !== 'OutOfStock';
  const peers = sameProduct.filter((other) => other.shopId !== offer.shopId && isAsked(other));
  const variants = samePage.filter(
    (other) =>
      other.url !== offer.url &&
      other.shopId === offer.shopId &&
      isAsked(other) &&
      title !== undefined &&
      sameName(title, other.facts.title ?? '') &&
      seen.atMs - (other.detector ? (standingLevel(other.detector)?.fromMs ?? seen.atMs) : seen.atMs) >= tellingAfterMs,
  );
  return {
    ...priced('peersMinor', peers),
    ...priced('variantsMinor', variants),
  };
}

function priced(name: 'peersMinor' | 'variantsMinor', offers: readonly Offer[]): Comparison {
  const minors = offers.flatMap(({ price }) => (price ? [price.minor] : []));
  return minors.length > 0 ? { [name]: minors } : {};
}

/** How the pack has changed; nothing where it has not, or one of the two is not known. */
export function packChange(before: ProductFacts, now: ProductFacts): Pick<Comparison, 'packRatio'> {
  const [known, seen] = [before.packSize, now.packSize];
  if (!known || !seen || known.unit !== seen.unit || known.quantity === seen.quantity) return {};
  return { packRatio: seen.quantity / known.quantity };
}
