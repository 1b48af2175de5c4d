import type { Candidate, Extractor } from './candidate.ts';

/** Sources that one template fills together count as one witness. */
type Witness = 'selector' | 'data' | 'markup' | 'meta' | 'state' | 'text';
const witnessOf: Readonly<Record<Extractor, Witness>> = {
  'retailer-selector': 'selector',
  'json-ld': 'data',
  microdata: 'markup',
  rdfa: 'markup',
  meta: 'meta',
  'embedded-state': 'state',
  'visible-text': 'text',
};

/** All words for one amount; the more independent the witnesses, the more it weighs. */
export interface Stand {
  readonly amount: number;
  readonly supporters: readonly Candidate[];
  readonly weight: number;
  readonly witnesses: ReadonlySet<Witness>;
}

/** Candidates for one amount together, the weightiest first. */
export function standsOf(candidates: readonly Candidate[]): Stand[] {
  const groups: Candidate[][] = [];
  for (const candidate of candidates) {
    const group = groups.find(
      ([first]) => first !== undefined && same(first.amount, candidate.amount) && compatible(first, candidate),
    );
    if (group === undefined) groups.push([candidate]);
    else group.push(candidate);
  }
  return groups.map(standOf).toSorted((a, b) => b.weight - a.weight);
}

function standOf(supporters: readonly Candidate[]): Stand {
  const trusts = new Map<Witness, number>();
  for (const { extractor, trust } of supporters) {
    const witness = witnessOf[extractor];
    trusts.set(witness, Math.max(trust, trusts.get(witness) ?? 0));
  }
  const doubt = [...trusts.values()].reduce((product, trust) => product * (1 - trust), 1);
  return { amount: supporters[0]?.amount ?? 0, supporters, weight: 1 - doubt, witnesses: new Set(trusts.keys()) };
}

/** The currency that the most trusted source of an amount names, else the only one that any source names. */
export function currencyOf(stand: Stand, all: readonly Candidate[]): string | undefined {
  const named = stand.supporters
    .toSorted((a, b) => b.trust - a.trust)
    .find(({ currency }) => currency !== undefined)?.currency;
  if (named !== undefined) return named;
  const others = new Set(all.map(({ currency }) => currency).filter((currency) => currency !== undefined));
  return others.size === 1 ? [...others][0] : undefined;
}

/** Where a text may mean two amounts, the one that another source says too, else the one of the earlier price's size; else neither. */
export function settleReadings(candidates: readonly Candidate[], previous: number | undefined): Candidate[] {
  const certain = candidates.filter(({ otherwise }) => otherwise === undefined);
  const said = (amount: number): boolean => certain.some((other) => same(other.amount, amount));
  return candidates.flatMap((candidate) => {
    const { otherwise } = candidate;
    if (otherwise === undefined || said(candidate.amount)) return [candidate];
    if (said(otherwise)) return [{ ...candidate, amount: otherwise }];
    if (previous === undefined) return [];
    const fitting = [candidate.amount, otherwise].filter((amount) => !isOtherSize(amount, previous));
    return fitting.length === 1 && fitting[0] !== undefined ? [{ ...candidate, amount: fitting[0] }] : [];
  });
}

/** Prices that differ by more than this differ in kind: a part of them, another currency, a lost point. */
const OTHER_SIZE = 3;

export function isOtherSize(amount: number, previous: number): boolean {
  return amount > previous * OTHER_SIZE || amount < previous / OTHER_SIZE;
}

export function same(a: number, b: number): boolean {
  return Math.abs(a - b) < 0.005;
}

function compatible(a: Candidate, b: Candidate): boolean {
  return a.currency === undefined || b.currency === undefined || a.currency === b.currency;
}
