import { type DetectorState, dayMs } from './detector-state.ts';
import type { Evidence } from './evidence.ts';
import { type Fingerprint, fingerprint, isUnmistakable } from './fingerprint.ts';
import { nearestLevelMinor, standingLevel, stoodMs, type WindowStats } from './history.ts';
import { agrees, nearLevelLog, sameLevelLog } from './ratios.ts';
import type { ReasonCode } from './reasons.ts';
import { provedWrong, type ShopWatch, shopEvidence } from './shop-watch.ts';
import { supportOf } from './support.ts';
import type { AnomalyKind } from './verdict.ts';

/**
 * Bounds of price ÷ nearest accepted level, from supermarkets, drugstores, games and electronics: genuine first-time
 * cuts below 35 % are rarer than errors there, and rises above 320 % hardly occur.
 */
const bounds = { low: 0.35, high: 3.2 };
/** A cut from the standing price this deep is suspect too, unless the offer was nearly as cheap before. */
const fromStanding = { low: 0.3, lowBelowEarlier: 0.55 };
/** Where something speaks for the move, only the absurd is suspect. */
const supportedBounds = { low: 0.04, high: 25 };
/** The first days may be a sale, so that a return to the full price looks like a jump. */
const cold = { untilMs: 14 * dayMs, high: 9 };
/** A far jump back to an earlier level is believed where that level stood this long; else two readings may alternate. */
const trustedAfterMs = 14 * dayMs;
/** Beyond these ratios no sale explains the price, even if no fault is named. */
const absurd = { low: 0.1, high: 10 };
/** A price that changes this often in 30 days meets any exact ratio sooner or later. */
const restlessLevels = 12;
/** A pack of twice the content costs less than twice as much, down to about as much as this. */
const packPriceLog = 0.6;
/** Below this the extraction itself was not sure. */
const lowConfidence = 0.5;

/** What is known of an observation when it is judged. */
interface JudgementInput {
  readonly state: DetectorState;
  readonly stats: WindowStats | null;
  readonly minor: number;
  readonly atMs: number;
  readonly evidence: Evidence;
  readonly shop: ShopWatch | undefined;
}

export interface Belief {
  readonly plausible: true;
  readonly reasons: readonly ReasonCode[];
}

export interface Doubt {
  readonly plausible: false;
  readonly kind: AnomalyKind;
  readonly reasons: readonly ReasonCode[];
  /** Price ÷ nearest accepted level. */
  readonly ratio: number;
  /** The number alone names the fault: it is not believed for standing some days. */
  readonly telling: boolean;
  /** An error without a second look. */
  readonly decisive: boolean;
}

const believed = (reason: ReasonCode): Belief => ({ plausible: true, reasons: [reason] });

const told = (kind: AnomalyKind, reason: ReasonCode, ratio: number, decisive = false): Doubt => ({
  plausible: false,
  kind,
  reasons: [reason],
  ratio,
  telling: true,
  decisive,
});

/** Judges a price against the accepted history, the shop and the evidence, at sight, without any later knowledge. */
export function judge(input: JudgementInput): Belief | Doubt {
  const { state, minor, atMs, shop } = input;
  if (minor <= 0) return told('implausible', 'not-positive', 0, true);
  const isWrongInShop = shop !== undefined && provedWrong(shop, minor);
  const standing = standingLevel(state);
  if (standing === undefined)
    return isWrongInShop ? told('implausible', 'value-wrong-in-shop', 1) : believed('first-sight');
  if (agrees(minor, standing.minor, sameLevelLog)) return believed('within-range');

  const ratio = minor / nearestLevelMinor(state, minor);
  const move = minor / standing.minor;
  const isKnown = agrees(ratio, 1, sameLevelLog);
  const isFar = move < fromStanding.low || move > bounds.high;
  if (isKnown && (!isFar || stoodMs(state, minor, atMs, sameLevelLog) >= trustedAfterMs))
    return believed('known-level');
  if (!agrees(ratio, 1, nearLevelLog)) {
    if (state.wrong.some((value) => value.minor === minor)) return told('implausible', 'value-proved-wrong', ratio);
    if (isWrongInShop) return told('implausible', 'value-wrong-in-shop', ratio);
    const named = namedByEvidence(minor, move, input.evidence);
    if (named !== null) return told(named.kind, named.reason, ratio);
  }
  return judgeMove(input, { fromMinor: standing.minor, ratio, move, flaps: isKnown && isFar });
}

/** The page or the catalogue says itself that this amount is something else. */
function namedByEvidence(minor: number, move: number, evidence: Evidence): Fingerprint | null {
  const vote = evidence.otherVotes?.find((other) => other.minor === minor);
  if (vote?.role === 'per-unit') return { kind: 'unit-price', reason: 'vote-per-unit' };
  if (vote !== undefined) return { kind: 'instalment-or-member', reason: 'vote-other-role' };
  if (evidence.variantsMinor?.includes(minor)) return { kind: 'wrong-variant', reason: 'sister-variant' };
  const { packRatio } = evidence;
  if (packRatio !== undefined && !agrees(packRatio, 1, nearLevelLog) && agrees(move, packRatio, packPriceLog))
    return { kind: 'wrong-variant', reason: 'pack-changed' };
  return null;
}

interface FarMove {
  readonly fromMinor: number;
  readonly ratio: number;
  readonly move: number;
  /** Far, to an earlier level that is not trusted yet. */
  readonly flaps: boolean;
}

/** Judges a price that is new to the offer, or far from where it stands. */
function judgeMove(input: JudgementInput, { fromMinor, ratio, move, flaps }: FarMove): Belief | Doubt {
  const { state, stats, minor, atMs, evidence, shop } = input;
  const isCold = atMs - state.firstAtMs < cold.untilMs;
  const support = supportOf({ fromMinor, toMinor: minor, mayReturn: flaps || isCold }, evidence, shop);
  if (flaps && support !== null) return believed('known-level');

  const high = support !== null ? supportedBounds.high : isCold ? cold.high : bounds.high;
  const low = support !== null ? supportedBounds.low : bounds.low;
  const isCutBelowEarlier = support === null && move < fromStanding.low && ratio < fromStanding.lowBelowEarlier;
  const print = fingerprint(minor, fromMinor) ?? (stats === null ? null : fingerprint(minor, stats.medianMinor));
  const isRestless = state.levels.length > restlessLevels;
  const isPrinted =
    support === null && !isRestless && print !== null && isUnmistakable(print, fromMinor, minor, ratio, isCold);
  const alarm = shop === undefined || support !== null ? null : shopEvidence(shop, fromMinor, minor, atMs).alarm;
  const range: ReasonCode | null = flaps
    ? 'levels-flap'
    : ratio < low || isCutBelowEarlier
      ? 'far-below-range'
      : ratio > high
        ? 'far-above-range'
        : null;
  if (range === null && !isPrinted && alarm === null) {
    const isBeyond = ratio < bounds.low || ratio > bounds.high;
    return believed(support !== null && isBeyond ? support : isCold ? 'cold-start' : 'within-range');
  }
  const isUnsure = (evidence.extractionConfidence ?? 1) < lowConfidence;
  const candidates = [alarm, print?.reason, range, support, isUnsure ? ('low-confidence' as const) : null];
  const named = print !== null && (move > 1 || namesFault(print, minor));
  return {
    plausible: false,
    kind: print?.kind ?? (flaps ? 'wrong-variant' : ratio < 1 ? 'glitch' : 'implausible'),
    reasons: candidates.filter((reason) => reason != null),
    ratio,
    telling:
      alarm !== null || (named && (ratio < bounds.low || ratio > 1)) || ratio < absurd.low || ratio > absurd.high,
    decisive: alarm !== null,
  };
}

/** Whether a fingerprint of a drop names a fault: a fraction may be a sale, and 9.99 comes from 29.99 by a sale too. */
const namesFault = ({ kind }: Fingerprint, minor: number): boolean =>
  kind === 'missing-digit' ? minor % 100 !== 99 : kind !== 'wrong-variant' && kind !== 'unit-price';
