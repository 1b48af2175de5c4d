import { isCurrencyCode } from '../money/currencies.ts';
import type { Money } from '../money/money.ts';
import { toMajorUnits } from '../money/to-money.ts';
import type { Candidate } from './candidate.ts';
import type { PageKind } from './page-kind.ts';
import { currencyOf, isOtherSize, type Stand, same, settleReadings, standsOf } from './price-stands.ts';
import type { VisiblePrice } from './visible-prices.ts';

/** What was decided and why; `price` is absent where nothing can be told for certain. */
interface Decision {
  readonly price?: { readonly amount: number; readonly currency: string; readonly confidence: number };
  readonly reasons: readonly string[];
}

interface Evidence {
  /** Selectors, structured data, meta elements, embedded state. */
  readonly data: readonly Candidate[];
  /** Prices the page shows, best first. */
  readonly visible: readonly VisiblePrice[];
  readonly kind: PageKind;
  /** For prices whose source names no currency. */
  readonly currency: string | undefined;
  /** What the offer cost before: says of which size a price is, not which of two close ones is right. */
  readonly previousPrice?: Money | undefined;
}

const MIN_WEIGHT = 0.6;
/** Enough for a shown price alone where the page is a product's and no other shown price comes close. */
const MIN_LONE_WEIGHT = 0.58;
const MARGIN = 0.08;

/** Weighs all candidates and decides on the page's price, or on none. Disagreement lowers the confidence. */
export function decidePrice({ data, visible, kind, currency: fallback, previousPrice }: Evidence): Decision {
  if (kind === 'listing') return { reasons: ['a list of products, not one product'] };
  const reasons: string[] = [];
  const own = visible.filter(({ elsewhere }) => !elsewhere);
  const previous = previousPrice && toMajorUnits(previousPrice);
  const settled = settleReadings([...data, ...own], previous)
    .map((candidate) => asBid(candidate, own))
    .map((candidate) => doubtContradicted(candidate, own, reasons));
  const weighed = standsOf(
    settled.filter(({ role }) => role === 'current' || role === 'range-low' || role === 'auction'),
  );
  const stands = nearestFirst(fixedPriceFirst(weighed), previous, reasons);
  const [best, second] = stands;
  if (best === undefined) return { reasons: ['no price on the page'] };
  const onlyShown = best.witnesses.size === 1 && best.witnesses.has('text');
  if (onlyShown && kind === 'article') return { reasons: ['an article that mentions prices'] };
  if (isOpenChoice(best, stands))
    return { reasons: ['several amounts to choose from, none of them chosen', ...reasons] };
  const alone = second === undefined || Math.abs(best.weight - second.weight) > MARGIN;
  const enough = kind === 'product' && alone ? MIN_LONE_WEIGHT : MIN_WEIGHT;
  if (best.weight < enough) return { reasons: ['no amount on the page is certain enough to be its price', ...reasons] };
  const currency = currencyOf(best, settled) ?? fallback;
  if (currency === undefined || !isCurrencyCode(currency)) return { reasons: [`${best.amount} has no currency`] };
  reasons.unshift(
    `${best.amount} is said by ${[...new Set(best.supporters.map(({ extractor }) => extractor))].join(', ')}`,
  );
  const confidence = confidenceIn(best, stands, own, reasons);
  if (!isBidOnly(best)) return { price: { amount: best.amount, currency, confidence }, reasons };
  reasons.push('a bid, not a price to buy at');
  return { price: { amount: best.amount, currency, confidence: Math.min(confidence, MAX_BID_CONFIDENCE) }, reasons };
}

/** How much likelier one of several amounts alike has to be. */
const CHOICE_MARGIN = 0.2;

/** Sizes, amounts of a gift card: alike, beside each other, and nothing says which of them is meant. */
function isOpenChoice(best: Stand, stands: readonly Stand[]): boolean {
  const isChoice = ({ supporters, witnesses }: Stand): boolean =>
    witnesses.size === 1 && supporters.every((price) => price.isChoice === true);
  if (!isChoice(best)) return false;
  return stands.filter((stand) => isChoice(stand) && best.weight - stand.weight <= CHOICE_MARGIN).length >= 3;
}

/** Never enough to tell anybody of it: the next bid is another price. */
const MAX_BID_CONFIDENCE = 0.7;

/** What an auction's page shows as its bid, its data call the price. */
function asBid(candidate: Candidate, shown: readonly VisiblePrice[]): Candidate {
  if (candidate.role !== 'current' || candidate.extractor === 'visible-text') return candidate;
  const asShown = shown.filter(({ amount }) => same(amount, candidate.amount));
  const isBid = asShown.some(({ role }) => role === 'auction') && !asShown.some(({ role }) => role === 'current');
  return isBid ? { ...candidate, role: 'auction' } : candidate;
}

const isBidOnly = ({ supporters }: Stand): boolean => supporters.some(({ role }) => role === 'auction');

/** A bid is never the price where the page shows one to buy at. */
function fixedPriceFirst(stands: readonly Stand[]): readonly Stand[] {
  const [best] = stands;
  if (best === undefined || !isBidOnly(best)) return stands;
  const fixed = stands.find(
    (stand) =>
      !isBidOnly(stand) &&
      stand.weight >= MIN_LONE_WEIGHT &&
      stand.supporters.some(({ extractor, role }) => extractor === 'visible-text' && role === 'current'),
  );
  return fixed === undefined ? stands : [fixed, ...stands.filter((stand) => stand !== fixed)];
}

/** Of two amounts as likely as each other and of different sizes the one of the earlier price's size. */
function nearestFirst(stands: readonly Stand[], previous: number | undefined, reasons: string[]): readonly Stand[] {
  const [best] = stands;
  if (best === undefined || previous === undefined || !isOtherSize(best.amount, previous)) return stands;
  const nearer = stands.find(
    ({ amount, weight }) => best.weight - weight <= MARGIN && !isOtherSize(amount, previous) && amount !== best.amount,
  );
  if (nearer === undefined) return stands;
  reasons.push(`${best.amount} is as likely, but of another size than the price before`);
  return [nearer, ...stands.filter((stand) => stand !== nearer)];
}

/** Data whose amount the page shows only as an old price or a net price, next to a lower or gross one, is out of date. */
function doubtContradicted(candidate: Candidate, shown: readonly VisiblePrice[], reasons: string[]): Candidate {
  if (candidate.extractor === 'visible-text' || candidate.role !== 'current') return candidate;
  const asShown = shown.filter(({ amount }) => same(amount, candidate.amount));
  const asOld = asShown.filter(({ role, net }) => role === 'list' || net);
  const asCurrent = Math.max(
    0,
    ...asShown.filter(({ role, net }) => role === 'current' && !net).map(({ trust }) => trust),
  );
  const better = shown.find(
    ({ role, net, trust }) => role === 'current' && !net && trust >= Math.max(0.5, asCurrent + 0.25),
  );
  if (asOld.length === 0 || better === undefined || same(better.amount, candidate.amount)) return candidate;
  if (asOld.every(({ net }) => !net) && better.amount > candidate.amount) return candidate;
  reasons.push(`${candidate.source} says ${candidate.amount}, which the page shows as an old or net price`);
  return { ...candidate, trust: candidate.trust * 0.35 };
}

const FAR_ABOVE = 1.5;

function confidenceIn(
  best: Stand,
  stands: readonly Stand[],
  shown: readonly VisiblePrice[],
  reasons: string[],
): number {
  const { witnesses } = best;
  const isShown = best.supporters.some(({ extractor, trust }) => extractor === 'visible-text' && trust >= 0.3);
  let confidence = Math.min(0.85, best.weight);
  if (isShown && witnesses.size >= 2) confidence = witnesses.size >= 3 ? 0.98 : 0.95;
  else if (witnesses.size >= 2) confidence = witnesses.has('data') ? 0.9 : 0.85;
  else if (isShown && standsAlone(best.amount, shown)) confidence = 0.9;
  for (const rival of stands.slice(1)) {
    const byData = [...rival.witnesses].filter((witness) => witness !== 'text');
    const explained = shown.some(({ amount, role }) => same(amount, rival.amount) && role !== 'current');
    if (byData.length === 0 || explained || rival.weight < 0.5) continue;
    reasons.push(`${rival.amount} is said by ${byData.join(', ')}`);
    confidence -= 0.12;
    break;
  }
  const top = shown.find(({ role, net }) => role === 'current' && !net);
  if (top !== undefined && !same(top.amount, best.amount)) {
    reasons.push(`the page shows ${top.amount} more prominently`);
    // One that is much higher belongs to something else: a bundle, another product.
    const isFarAbove = top.amount >= best.amount * FAR_ABOVE && witnesses.size >= 2;
    confidence -= isShown ? (isFarAbove ? 0.05 : 0.08) : 0.2;
  }
  return Math.max(0.3, Math.round(confidence * 100) / 100);
}

/** Shown where a price belongs, in more than one place or plainly, and nothing else of the product's looks like a price. */
function standsAlone(amount: number, shown: readonly VisiblePrice[]): boolean {
  const current = shown.filter(({ role, net }) => role === 'current' && !net);
  const own = current.filter((price) => same(price.amount, amount));
  const trust = own[0]?.trust ?? 0;
  const rival = current.find((price) => !same(price.amount, amount))?.trust ?? 0;
  if (own[0]?.currency === undefined || trust < 0.8) return false;
  return own.length >= 2 ? trust - rival >= 0.25 : trust >= 0.9 && rival < 0.1;
}
