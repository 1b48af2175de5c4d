import { isCurrencyCode } from '../money/currencies.ts';
import type { Candidate, Extractor } from './candidate.ts';

/** What was decided and why; `price` is absent where nothing can be told for certain. */
export interface Decision {
  readonly price?: { readonly amount: number; readonly currency: string; readonly confidence: number };
  readonly reasons: readonly string[];
}

/** All words for one amount. */
interface Stand {
  readonly amount: number;
  readonly supporters: readonly Candidate[];
  readonly weight: number;
  readonly families: ReadonlySet<string>;
}

/** Extractors that usually repeat what one and the same template says count as one witness. */
const familyOf: Readonly<Record<Extractor, string>> = {
  'json-ld': 'data',
  microdata: 'markup',
  rdfa: 'markup',
  meta: 'meta',
  'embedded-state': 'state',
  'retailer-selector': 'selector',
  'visible-text': 'text',
};

const MIN_WEIGHT = 0.6;

export function decidePrice(candidates: readonly Candidate[], fallbackCurrency: string | undefined): Decision {
  const electable = settleReadings(candidates).filter(
    ({ role }) => role === 'current' || role === 'range-low' || role === 'auction',
  );
  const stands = standsOf(electable);
  const [best, second] = stands;
  if (best === undefined || best.weight < MIN_WEIGHT)
    return { reasons: ['no amount on the page is certain enough to be its price'] };
  const currency = currencyOf(best, candidates) ?? fallbackCurrency;
  if (currency === undefined || !isCurrencyCode(currency)) return { reasons: [`${best.amount} has no currency`] };
  const reasons = [
    `${best.amount} is said by ${[...new Set(best.supporters.map(({ extractor }) => extractor))].join(', ')}`,
  ];
  let confidence = best.families.size >= 3 ? 0.98 : best.families.size === 2 ? 0.95 : Math.min(0.85, best.weight);
  const rival = stands
    .slice(1)
    .find(({ families }) => families.has('data') || families.has('markup') || families.has('selector'));
  if (rival !== undefined) {
    reasons.push(`${rival.amount} is said by ${[...rival.families].join(', ')}`);
    confidence -= 0.15;
  }
  if (second !== undefined && second.weight > 0.9 * best.weight) confidence -= 0.15;
  return { price: { amount: best.amount, currency, confidence: Math.max(0.3, confidence) }, reasons };
}

/** Where a text may mean two amounts, the one that another source says too; else neither. */
function settleReadings(candidates: readonly Candidate[]): Candidate[] {
  return candidates.flatMap((candidate) => {
    const { otherwise } = candidate;
    if (otherwise === undefined) return [candidate];
    const said = (amount: number): boolean =>
      candidates.some((other) => other.otherwise === undefined && same(other.amount, amount));
    if (said(otherwise)) return [{ ...candidate, amount: otherwise }];
    return said(candidate.amount) ? [candidate] : [];
  });
}

function standsOf(candidates: readonly Candidate[]): Stand[] {
  const groups: Candidate[][] = [];
  for (const candidate of candidates) {
    const group = groups.find(
      ([first]) => first !== undefined && same(first.amount, candidate.amount) && compatible(first, candidate),
    );
    if (group === undefined) groups.push([candidate]);
    else group.push(candidate);
  }
  return groups
    .map((supporters): Stand => {
      const byFamily = new Map<string, number>();
      for (const { extractor, trust } of supporters) {
        const family = familyOf[extractor];
        byFamily.set(family, Math.max(trust, byFamily.get(family) ?? 0));
      }
      const doubt = [...byFamily.values()].reduce((product, trust) => product * (1 - trust), 1);
      return { amount: supporters[0]?.amount ?? 0, supporters, weight: 1 - doubt, families: new Set(byFamily.keys()) };
    })
    .toSorted((a, b) => b.weight - a.weight);
}

function same(a: number, b: number): boolean {
  return Math.abs(a - b) < 0.005;
}

function compatible(a: Candidate, b: Candidate): boolean {
  return a.currency === undefined || b.currency === undefined || a.currency === b.currency;
}

function currencyOf(stand: Stand, all: readonly Candidate[]): string | undefined {
  const named = stand.supporters
    .toSorted((a, b) => b.trust - a.trust)
    .find(({ currency }) => currency !== undefined)?.currency;
  if (named !== undefined) return named;
  const others = new Set(all.map(({ currency }) => currency).filter((currency) => currency !== undefined));
  return others.size === 1 ? [...others][0] : undefined;
}
