import type { Candidate } from './candidate.ts';
import type { VisiblePrice } from './visible-prices.ts';

/** How far (in elements) from the price its list price may stand, and how much more it may be. */
const MAX_DISTANCE = 60;
const MAX_RATIO = 10;

/**
 * The list price that belongs to the decided price, in major units: from the shop's selectors or structured data, else
 * the one shown closest to the price, else the one in the page's own data. Undefined where none is higher than the price.
 */
export function chooseListPrice(
  { amount, currency }: { readonly amount: number; readonly currency: string },
  data: readonly Candidate[],
  visible: readonly VisiblePrice[],
): number | undefined {
  const fits = (candidate: Candidate): boolean =>
    candidate.role === 'list' &&
    (candidate.currency ?? currency) === currency &&
    candidate.amount > amount &&
    candidate.amount <= amount * MAX_RATIO;
  const stated = data.find((candidate) => fits(candidate) && candidate.extractor !== 'embedded-state');
  if (stated !== undefined) return stated.amount;
  const shown = closest(
    visible.filter((price) => fits(price) && !price.elsewhere),
    placesOf(amount, visible),
  );
  if (shown !== undefined) return shown.amount;
  return data.find((candidate) => fits(candidate) && plausibleInMajorUnits(candidate, amount))?.amount;
}

function placesOf(amount: number, visible: readonly VisiblePrice[]): number[] {
  return visible
    .filter((price) => price.role === 'current' && Math.abs(price.amount - amount) < 0.005)
    .slice(0, 4)
    .map(({ element }) => element.order);
}

function closest(lists: readonly VisiblePrice[], places: readonly number[]): VisiblePrice | undefined {
  let best: VisiblePrice | undefined;
  let bestDistance = MAX_DISTANCE;
  for (const list of lists) {
    for (const place of places) {
      const distance = Math.abs(list.element.order - place);
      if (distance < bestDistance) {
        best = list;
        bestDistance = distance;
      }
    }
  }
  return best;
}

/** A whole number of cents looks like a list price a hundred times too high; one of them has to be ruled out by size. */
function plausibleInMajorUnits({ amount }: Candidate, price: number): boolean {
  return amount < price * 5;
}
