import type { Evidence } from './evidence.ts';
import { fingerprint } from './fingerprint.ts';
import { agrees } from './ratios.ts';
import type { ReasonCode } from './reasons.ts';
import { isHabitualCut, isRoundCut } from './round-cut.ts';
import { cutsDeep, type ShopWatch } from './shop-watch.ts';

/** What is asked for the same product elsewhere differs by some per cent, and so does a list price from the usual one. */
const peersLog = 0.2;
const listLog = 0.1;

/** A far move from the standing price. `mayReturn`: upwards it may be the way back from a sale. */
interface Move {
  readonly fromMinor: number;
  readonly toMinor: number;
  readonly mayReturn: boolean;
}

/**
 * What speaks for a far move being real, the strongest first: other retailers, the price before reduction on the page,
 * a number that is a computed cut of the other. Null where nothing does.
 */
export function supportOf(move: Move, evidence: Evidence, shop: ShopWatch | undefined): ReasonCode | null {
  const { fromMinor, toMinor, mayReturn } = move;
  if (evidence.peersMinor?.some((peer) => agrees(peer, toMinor, peersLog)) === true) return 'peers-agree';
  const falls = toMinor < fromMinor;
  if (!falls && !mayReturn) return null;
  const [high, low] = falls ? [fromMinor, toMinor] : [toMinor, fromMinor];
  if (falls && evidence.listMinor !== undefined && agrees(evidence.listMinor, high, listLog))
    return 'list-price-agrees';
  if (shop !== undefined && cutsDeep(shop) && isHabitualCut(high, low)) return 'shop-cuts-deep';
  if (isRoundCut(high, low) && fingerprint(low, high)?.kind !== 'missing-digit') return 'round-cut';
  return null;
}
