/** Why a price does not fit its offer's history (PH-6). */
export type AnomalyKind =
  | 'decimal-slip'
  | 'missing-digit'
  | 'wrong-currency'
  | 'unit-price'
  | 'wrong-variant'
  | 'instalment-or-member'
  | 'glitch'
  | 'genuine-deal'
  | 'permanent-change'
  | 'implausible';

/** One observed price of an offer: instant in epoch milliseconds, amount in minor units of the offer's currency. */
export interface PricePoint {
  readonly atMs: number;
  readonly minor: number;
}

/** The numbers behind a verdict. Ratios are price ÷ baseline; `robustZ` is in scaled MADs of log price. */
export interface Baseline {
  /** Days covered by the history the baseline rests on. */
  readonly days: number;
  readonly medianMinor: number;
  readonly low30Minor: number;
  readonly robustZ: number;
  /** 1 − price ÷ 30-day median (time-weighted). */
  readonly discount: number;
}

/** What one observation means for its offer. `reasons` are stable codes an operator can look up. */
export type Verdict =
  | { readonly type: 'normal'; readonly reasons: readonly string[]; readonly baseline: Baseline | null }
  | { readonly type: 'deal'; readonly reasons: readonly string[]; readonly baseline: Baseline }
  | {
      readonly type: 'suspect';
      readonly kind: AnomalyKind;
      readonly reasons: readonly string[];
      readonly baseline: Baseline | null;
    };
