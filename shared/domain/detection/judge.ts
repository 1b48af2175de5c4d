import { type DetectorState, dayMs } from './detector-state.ts';
import type { Evidence } from './evidence.ts';
import { type Fingerprint, fingerprint } from './fingerprint.ts';
import { nearestLevelMinor, standingLevel, stoodMs, type WindowStats } from './history.ts';
import type { ReasonCode } from './reasons.ts';
import { isHabitualCut, isRoundCut } from './round-cut.ts';
import { cutsDeep, provedWrong, type ShopWatch, shopEvidence } from './shop-watch.ts';
import type { AnomalyKind } from './verdict.ts';

/**
 * Bounds of price ÷ nearest accepted level, from supermarkets, drugstores, games and electronics: genuine first-time
 * cuts below 35 % are rarer than errors there, and rises above 320 % hardly occur.
 */
const lowBound = 0.35;
const highBound = 3.2;
/** Measured against the standing price a cut may be deeper, as long as the lowest earlier price is not too far. */
const standingLowBound = 0.3;
const lowBoundBelowEarlierCut = 0.5;
/** Where a page says the cut itself, or the number is a computed cut, only the absurd is suspect. */
const supportedLowBound = 0.04;
/** An exact triple, a dropped digit or an exchange rate is told from an ordinary change even nearer than the bounds. */
const tripleBound = 2.9;
const printBound = { below: 0.53, above: 1.9 };
/** A fingerprint says nothing where the price is close to one the offer has had. */
const nearLevelLog = Math.log(1.25);
/** The first days may be a sale, so a return to the full price may look like a jump. */
const settledMs = 14 * dayMs;
const coldHighBound = 9;
/** Within this share a price counts as one the offer had before. */
const sameLevelLog = 0.03;
/** A far jump back to an earlier level is believed where that level stood this long; else two readings may alternate. */
const trustedAfterMs = 14 * dayMs;

/** Whether a price can be believed at sight; the ratio is price ÷ nearest accepted level. */
export type Judgement =
  | { readonly plausible: true; readonly reasons: readonly ReasonCode[]; readonly ratio: number }
  | {
      readonly plausible: false;
      readonly kind: AnomalyKind;
      readonly reasons: readonly ReasonCode[];
      readonly ratio: number;
      readonly telling: boolean;
      /** The number or the shop alone decides: an error, without a second look. */
      readonly decisive: boolean;
    };

const agrees = (a: number, b: number, share: number): boolean => Math.abs(Math.log(a / b)) <= share;

function kindFromEvidence(minor: number, evidence: Evidence): Fingerprint | null {
  const vote = evidence.otherVotes?.find((other) => other.minor === minor);
  if (vote?.role === 'per-unit') return { kind: 'unit-price', reason: 'vote-per-unit' };
  if (vote !== undefined) return { kind: 'instalment-or-member', reason: 'vote-other-role' };
  if (evidence.variantsMinor?.includes(minor)) return { kind: 'wrong-variant', reason: 'sister-variant' };
  return null;
}

/** What speaks for a far move being real, the strongest first. `returns`: it may be the way back up from a sale. */
function support(
  standingMinor: number,
  minor: number,
  returns: boolean,
  evidence: Evidence,
  shop: ShopWatch | undefined,
): ReasonCode | null {
  if (evidence.peersMinor?.some((peer) => agrees(peer, minor, 0.2)) === true) return 'peers-agree';
  const falls = minor < standingMinor;
  if (!falls && !returns) return null;
  const [high, low] = falls ? [standingMinor, minor] : [minor, standingMinor];
  if (falls && evidence.listMinor !== undefined && agrees(evidence.listMinor, high, 0.1)) return 'list-price-agrees';
  if (isRoundCut(high, low)) return 'round-cut';
  if (shop !== undefined && cutsDeep(shop) && isHabitualCut(high, low)) return 'shop-cuts-deep';
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
  if (minor <= 0)
    return {
      plausible: false,
      kind: 'implausible',
      reasons: ['not-positive'],
      ratio: 0,
      telling: true,
      decisive: true,
    };
  const wrongHere = shop !== undefined && provedWrong(shop, minor);
  if (standing === undefined) {
    if (!wrongHere) return { plausible: true, reasons: ['first-sight'], ratio: 1 };
    const reasons = ['value-wrong-in-shop'] as const;
    return { plausible: false, kind: 'implausible', reasons, ratio: 1, telling: true, decisive: false };
  }
  const nearestMinor = nearestLevelMinor(state, minor);
  const ratio = minor / nearestMinor;
  if (agrees(minor, standing.minor, sameLevelLog)) return { plausible: true, reasons: ['within-range'], ratio };
  const move = minor / standing.minor;
  const isKnown = agrees(ratio, 1, sameLevelLog);
  const cold = atMs - state.firstAtMs < settledMs;
  const supported = support(standing.minor, minor, isKnown || cold, evidence, shop);
  const isFarMove = move < standingLowBound || move > highBound;
  if (isKnown && (!isFarMove || supported !== null || stoodMs(state, minor, atMs, sameLevelLog) >= trustedAfterMs))
    return { plausible: true, reasons: ['known-level'], ratio };
  const wrongBefore = state.wrong.some((value) => value.minor === minor);
  if (!agrees(ratio, 1, nearLevelLog) && (wrongBefore || wrongHere))
    return {
      plausible: false,
      kind: 'implausible',
      reasons: [wrongBefore ? 'value-proved-wrong' : 'value-wrong-in-shop'],
      ratio,
      telling: true,
      decisive: false,
    };
  const named = kindFromEvidence(minor, evidence);
  if (named !== null && !agrees(ratio, 1, nearLevelLog))
    return { plausible: false, ...named, reasons: [named.reason], ratio, telling: true, decisive: false };

  const print = fingerprint(minor, standing.minor) ?? (stats === null ? null : fingerprint(minor, stats.medianMinor));
  const alarm = shop === undefined || supported !== null ? null : shopEvidence(shop, standing.minor, minor, atMs).alarm;
  const low = supported === null ? lowBound : supportedLowBound;
  const high = supported === null ? (cold ? coldHighBound : highBound) : 1 / supportedLowBound;
  const below = ratio < low || (supported === null && move < standingLowBound && ratio < lowBoundBelowEarlierCut);
  const above = ratio > high || (isKnown && isFarMove && move > 1);
  const flaps = isKnown && isFarMove;
  const printed =
    supported === null &&
    !agrees(ratio, 1, nearLevelLog) &&
    ((print?.kind === 'wrong-currency' &&
      ((move < printBound.below && standing.minor >= 500) || move > printBound.above)) ||
      (print?.kind === 'missing-digit' && move < printBound.below) ||
      (print?.reason === 'pack-multiple' && ratio > tripleBound && !cold));
  if (!below && !above && !printed && !flaps && alarm === null) {
    const why: ReasonCode =
      supported !== null && (ratio < lowBound || ratio > highBound) ? supported : cold ? 'cold-start' : 'within-range';
    return { plausible: true, reasons: [why], ratio };
  }
  const reasons: ReasonCode[] = [];
  if (alarm !== null) reasons.push(alarm);
  if (print !== null) reasons.push(print.reason);
  if (flaps) reasons.push('levels-flap');
  else if (below) reasons.push('far-below-range');
  else if (above) reasons.push('far-above-range');
  if (supported !== null) reasons.push(supported);
  if ((evidence.extractionConfidence ?? 1) < 0.5) reasons.push('low-confidence');
  const kind = print?.kind ?? (flaps ? 'wrong-variant' : ratio < 1 ? 'glitch' : 'implausible');
  const named3 = print !== null && (move > 1 || (print.kind !== 'wrong-variant' && print.kind !== 'unit-price'));
  const telling = alarm !== null || named3 || ratio < 0.1 || ratio > 10;
  return { plausible: false, kind, reasons, ratio, telling, decisive: alarm !== null };
}
