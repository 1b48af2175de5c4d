import type { ShardOffer } from '../../documents/shard.ts';
import type { PriceChange } from '../detection/shop-watch.ts';
import { passesChangeGate } from '../observation/change-gate.ts';
import { afterLook, afterPassing, type Silence } from '../observation/looks.ts';
import type { Observation, ScrapePurpose, SeenState } from '../observation/observation.ts';
import type { Look } from './look.ts';
import { afterLookAtStructure } from './structured-price.ts';

type ReadLook = Extract<Look, { type: 'read' }>;

export interface AppliedLook {
  readonly offer: ShardOffer;
  /** To be published, under the offer's new sequence. */
  readonly publish?: Observation;
  /** Published with it: the times in which nobody looked. */
  readonly silences?: readonly Silence[];
  /** The price last seen and the price now, where they differ in one currency. */
  readonly change?: PriceChange;
  /** The look ends otherwise than the last one did (a price appears, a block begins …). */
  readonly outcomeChanged: boolean;
  /** Its page states the price in data no more, or again. */
  readonly structureChanged?: boolean;
}

/** Whether a look is more than one that finds everything as it was. */
export const isNews = ({ publish, outcomeChanged, structureChanged }: AppliedLook): boolean =>
  publish !== undefined || outcomeChanged || structureChanged === true;

export interface LookContext {
  readonly purpose: ScrapePurpose;
  /** Of a second look: the suspicion it is for. */
  readonly anomalyId?: string;
  readonly readerVersion: number;
}

/** A suspect price that stands is looked at closely for so long; then it is accepted or forgotten. */
const pendingForMs = 30 * 86_400_000;

/**
 * What a look means for what its shard remembers: pure, so that it can be applied again to a shard that another writer
 * has changed meanwhile. A scheduled look older than the one remembered changes nothing,
 * nor does one more second look for the same suspicion: `offer` is then `before` itself.
 */
export function applyLook(before: ShardOffer, look: Look, context: LookContext): AppliedLook {
  const { purpose, anomalyId, readerVersion } = context;
  const isLate = purpose === 'scheduled' && look.checkedAtMs <= before.checkedAtMs;
  const isSecondTime = anomalyId !== undefined && before.lookedAgainFor === anomalyId;
  if (isLate || isSecondTime) return { offer: before, outcomeChanged: false };
  const pending = before.pendingUntilMs !== undefined && before.pendingUntilMs > look.checkedAtMs;
  const kept = { ...before, checkedAtMs: Math.max(look.checkedAtMs, before.checkedAtMs) };
  if (look.type === 'not-modified') {
    return { offer: { ...kept, looks: afterLook(before.looks, look.checkedAtMs) }, outcomeChanged: false };
  }

  const { observation, etag, lastModified } = look;
  const seen = seenNow(before.seen, observation);
  const outcomeChanged = observation.outcome !== before.outcome;
  // Whether it can be bought at all: what is gone, and what is back, even at the price it had.
  const isGoneOrBack = outcomeChanged && (observation.outcome === 'gone' || before.outcome === 'gone');
  const publishes =
    purpose === 'confirm' ||
    pending ||
    (isGoneOrBack && before.seen !== null) ||
    (seen !== null && passesChangeGate(before.seen ?? undefined, seen, purpose, pending));
  const change = priceChange(before.seen, seen);
  const pendingUntilMs = purpose === 'confirm' ? look.checkedAtMs + pendingForMs : before.pendingUntilMs;
  const {
    etag: _1,
    lastModified: _2,
    readerVersion: _3,
    pendingUntilMs: _4,
    awaited: _5,
    snapshot: _8,
    structured: _9,
    ...others
  } = kept;
  const { readBy: _6, inVainAtMs: _7, ...lasting } = others;
  const looks = observation.price ? afterLook(before.looks, look.checkedAtMs) : before.looks;
  const structured = afterLookAtStructure(before.structured, observation);
  const hasPassed = publishes && observation.price !== null;
  const offer: ShardOffer = {
    ...lasting,
    ...(looks ? { looks: hasPassed ? afterPassing(looks) : looks } : {}),
    outcome: observation.outcome,
    outcomeSinceMs: outcomeChanged ? look.checkedAtMs : before.outcomeSinceMs,
    seen,
    sequence: before.sequence + (publishes ? 1 : 0),
    ...(anomalyId ? { lookedAgainFor: anomalyId } : {}),
    // Only a page that showed a price may be skipped while it does not change.
    ...(observation.outcome === 'price' && etag ? { etag, readerVersion } : {}),
    ...(observation.outcome === 'price' && lastModified ? { lastModified, readerVersion } : {}),
    ...(pendingUntilMs !== undefined && pendingUntilMs > look.checkedAtMs && !change ? { pendingUntilMs } : {}),
    ...(observation.snapshot && observation.outcome !== 'price' ? { snapshot: observation.snapshot } : {}),
    ...(structured ? { structured } : {}),
    ...waysAfter(before, look, purpose),
  };
  return {
    offer,
    ...(publishes ? { publish: observation } : {}),
    ...(hasPassed && looks && looks.silences.length > 0 ? { silences: looks.silences } : {}),
    ...(change ? { change } : {}),
    outcomeChanged,
    structureChanged: before.structured !== undefined && structured?.lostSinceMs !== before.structured.lostSinceMs,
  };
}

/** What is remembered of the ways to the page; a second look comes another way on purpose and teaches nothing. */
function waysAfter(
  { readBy, inVainAtMs }: ShardOffer,
  { observation, checkedAtMs, escalated = false }: ReadLook,
  purpose: ScrapePurpose,
): Pick<ShardOffer, 'readBy' | 'inVainAtMs'> {
  const { outcome, strategy } = observation;
  if (outcome === 'price' && purpose === 'scheduled') {
    if (escalated) return { readBy: { strategy, sinceMs: checkedAtMs } };
    return readBy?.strategy === strategy ? { readBy } : {};
  }
  const inVain = escalated && purpose === 'scheduled' ? checkedAtMs : inVainAtMs;
  return { ...(readBy ? { readBy } : {}), ...(inVain === undefined ? {} : { inVainAtMs: inVain }) };
}

/** A look without a price keeps the price last seen, but may still say that the offer is sold out. */
function seenNow(before: SeenState | null, { price, facts }: Observation): SeenState | null {
  const availability = facts.availability ?? before?.availability ?? null;
  if (price === null && availability === null) return before;
  return { price: price ?? before?.price ?? null, availability };
}

function priceChange(before: SeenState | null, seen: SeenState | null): AppliedLook['change'] {
  const [from, to] = [before?.price, seen?.price];
  if (!from || !to || from.currency !== to.currency || from.minor === to.minor) return undefined;
  return { fromMinor: from.minor, toMinor: to.minor };
}
