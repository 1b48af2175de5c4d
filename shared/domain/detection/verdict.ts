import type { ReasonCode } from './reasons.ts';

/** Why a price does not fit its offer's history (PH-6); the last three are what a suspect can turn out to be. */
export const anomalyKinds = [
  'decimal-slip',
  'missing-digit',
  'wrong-currency',
  'unit-price',
  'wrong-variant',
  'instalment-or-member',
  'implausible',
  'glitch',
  'genuine-deal',
  'permanent-change',
] as const;
export type AnomalyKind = (typeof anomalyKinds)[number];

/** One observed price of an offer: instant in epoch milliseconds, amount in minor units of the offer's currency. */
export interface PricePoint {
  readonly atMs: number;
  readonly minor: number;
}

/** The numbers behind a verdict. Ratios are price ÷ baseline; `robustZ` is in scaled MADs of log price. */
export interface Baseline {
  /** Days covered by the history the baseline rests on. */
  readonly days: number;
  /** Median of the last 30 days, each price weighted by the time it stood. */
  readonly medianMinor: number;
  /** Prior price: the lowest of the last 30 days (Directive 98/6/EC Art. 6a). */
  readonly low30Minor: number;
  readonly robustZ: number;
  /** 1 − price ÷ 30-day median (time-weighted). */
  readonly discount: number;
  /** 1 − price ÷ prior price. */
  readonly discountFromPrior: number;
  /** The accepted level nearest to the price, and price ÷ that level. */
  readonly nearestMinor: number;
  readonly nearestRatio: number;
}

/** What one observation means for its offer. `reasons` are stable codes; `reasonTexts` puts them in words. */
export type Verdict =
  | { readonly type: 'normal'; readonly reasons: readonly ReasonCode[]; readonly baseline: Baseline | null }
  | { readonly type: 'deal'; readonly reasons: readonly ReasonCode[]; readonly baseline: Baseline }
  | {
      readonly type: 'suspect';
      readonly kind: AnomalyKind;
      readonly reasons: readonly ReasonCode[];
      readonly baseline: Baseline | null;
    };

/** How an earlier suspect ended. `kind` of an accepted one is genuine-deal or permanent-change. */
export interface Resolution {
  /** When the suspect price was first seen: names the observation it belongs to. */
  readonly observedAtMs: number;
  /** The newest observation of that price, and how many there were. */
  readonly lastObservedAtMs: number;
  readonly observations: number;
  readonly minor: number;
  /** `unclear`: it went away, and nothing shows whether it was real; it enters no statistic and nobody is told. */
  readonly outcome: 'error' | 'accepted' | 'unclear';
  readonly kind: AnomalyKind;
  readonly reasons: readonly ReasonCode[];
  /** The accepted price that stood when the suspect was first seen; what the shop's record learns from. */
  readonly standingMinor: number;
}
