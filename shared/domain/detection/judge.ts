import { type DetectorState, dayMs } from './detector-state.ts';
import type { Evidence } from './evidence.ts';
import { fingerprint } from './fingerprint.ts';
import { nearestLevelMinor, standingLevel, type WindowStats } from './history.ts';
import type { ReasonCode } from './reasons.ts';
import { cutsDeep, isRoundCut, type ShopWatch, shopEvidence } from './shop-watch.ts';
import type { AnomalyKind } from './verdict.ts';

/**
 * Bounds of price ÷ nearest accepted level, from supermarkets, drugstores, games and electronics: genuine first-time
 * cuts below 35 % are rarer than errors there, and rises above 320 % hardly occur.
 */
const lowBound = 0.35;
const highBound = 3.2;
/** Where a page says the cut itself, or the shop's deep cuts have proved real, only the absurd is suspect. */
const supportedLowBound = 0.04;
/** A dropped digit or an exchange rate is told from a sale even at these distances. */
const digitBound = 0.5;
const rateBounds = { below: 0.53, above: 1.9 };
/** The first days may be a sale, so a return to the full price may look like a jump. */
const settledDays = 14;
const coldHighBound = 9;
/** Within this share a price counts as one the offer had before. */
const sameLevelLog = 0.03;

/** Whether a price can be believed at sight; the ratio is price ÷ nearest accepted level. */
export type Judgement =
  | { readonly plausible: true; readonly reasons: readonly ReasonCode[]; readonly ratio: number }
  | {
      readonly plausible: false;
      readonly kind: AnomalyKind;
      readonly reasons: readonly ReasonCode[];
      readonly ratio: number;
      readonly telling: boolean;
    };

const agrees = (a: number, b: number, share: number): boolean => Math.abs(Math.log(a / b)) <= share;

function kindFromEvidence(minor: number, evidence: Evidence): { kind: AnomalyKind; reason: ReasonCode } | null {
  const vote = evidence.otherVotes?.find((other) => other.minor === minor);
  if (vote?.role === 'per-unit') return { kind: 'unit-price', reason: 'vote-per-unit' };
  if (vote !== undefined) return { kind: 'instalment-or-member', reason: 'vote-other-role' };
  if (evidence.variantsMinor?.includes(minor)) return { kind: 'wrong-variant', reason: 'sister-variant' };
  return null;
}

/** Judges `minor` against the accepted history, the shop and the evidence, at sight, without any later knowledge. */
export function judge(
  state: DetectorState,
  stats: WindowStats | null,
  minor: number,
  atMs: number,
  evidence: Evidence,
  shop: ShopWatch | undefined,
): Judgement {
  const standing = standingLevel(state);
  if (minor <= 0) return { plausible: false, kind: 'implausible', reasons: ['not-positive'], ratio: 0, telling: true };
  if (standing === undefined) return { plausible: true, reasons: ['first-sight'], ratio: 1 };
  const ratio = minor / nearestLevelMinor(state, minor);
  if (agrees(ratio, 1, sameLevelLog))
    return { plausible: true, reasons: minor === standing.minor ? ['within-range'] : ['known-level'], ratio };
  if (state.wrong.some((value) => value.minor === minor))
    return { plausible: false, kind: 'implausible', reasons: ['value-proved-wrong'], ratio, telling: true };
  const named = kindFromEvidence(minor, evidence);
  if (named !== null && (ratio < 0.6 || ratio > 1 / 0.6))
    return { plausible: false, kind: named.kind, reasons: [named.reason], ratio, telling: true };

  const print = fingerprint(minor, standing.minor) ?? (stats === null ? null : fingerprint(minor, stats.medianMinor));
  const cold = (atMs - state.firstAtMs) / dayMs < settledDays;
  const reasons: ReasonCode[] = [];
  const alarm = shop === undefined ? null : shopEvidence(shop, standing.minor, minor, atMs).alarm;
  if (alarm !== null) reasons.push(alarm);

  const supported: ReasonCode | null =
    evidence.listMinor !== undefined && agrees(evidence.listMinor, standing.minor, 0.1) && ratio < 1
      ? 'list-price-agrees'
      : evidence.peersMinor?.some((peer) => agrees(peer, minor, 0.2)) === true
        ? 'peers-agree'
        : shop !== undefined && ratio < 1 && cutsDeep(shop) && isRoundCut(minor, standing.minor)
          ? 'shop-cuts-deep'
          : null;

  const low = supported === null ? lowBound : supportedLowBound;
  const high = supported === 'peers-agree' ? 1 / supportedLowBound : cold ? coldHighBound : highBound;
  const isRate = print?.kind === 'wrong-currency' && (ratio < rateBounds.below || ratio > rateBounds.above);
  const isDigit = print?.kind === 'missing-digit' && ratio < digitBound;
  const outside = ratio < low || ratio > high;
  const printed = supported === null && (isRate || isDigit);
  if (!outside && !printed && alarm === null) {
    if (supported !== null && ratio < lowBound) reasons.push(supported);
    else reasons.push(cold ? 'cold-start' : 'within-range');
    return { plausible: true, reasons, ratio };
  }
  if (print !== null) reasons.push(print.reason);
  if (ratio < low) reasons.push('far-below-range');
  if (ratio > high) reasons.push('far-above-range');
  if (supported !== null) reasons.push(supported);
  if ((evidence.extractionConfidence ?? 1) < 0.5) reasons.push('low-confidence');
  const kind = print?.kind ?? (ratio < 1 ? 'glitch' : 'implausible');
  const telling = alarm !== null || (print !== null && print.kind !== 'wrong-variant') || ratio < 0.1 || ratio > 10;
  return { plausible: false, kind, reasons, ratio, telling };
}
