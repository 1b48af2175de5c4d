import type { AnomalyKind, Baseline } from '../detection/verdict.ts';
import type { Money } from '../money/money.ts';
import type { Availability } from '../observation/facts.ts';

/**
 * Whether a price that fits no history is really asked, and may be announced. Texts come from pages and are hostile:
 * only `promptFor` may show them to a model.
 */
export interface JudgeQuestion {
  readonly title: string;
  readonly retailer: string;
  readonly price: Money;
  readonly listPrice?: Money;
  /** `genuine-deal` for an accepted price that is unusually good, otherwise what the suspicion is. */
  readonly kind: AnomalyKind;
  readonly baseline: Baseline | null;
  /** The detector's reason codes. */
  readonly reasons: readonly string[];
  /** As the page says; absent where it does not. */
  readonly availability?: Availability;
  /** How surely the price was read, 0–1. */
  readonly readingConfidence: number;
  /** Whether a second fetch, made another way, showed the same price. */
  readonly secondLookAgrees: boolean;
}

/** `real`: the shop asks this price; `error`: it does not, or it is nothing unusual; `uncertain`: nobody is told. */
export type JudgeVerdict = 'real' | 'error' | 'uncertain';
