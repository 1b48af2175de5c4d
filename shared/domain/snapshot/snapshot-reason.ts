import * as z from 'zod';
import type { Extraction } from '../extraction/extraction.ts';
import { stableId } from '../identity/stable-id.ts';
import type { Money } from '../money/money.ts';
import type { ScrapePurpose } from '../observation/observation.ts';

/**
 * Why a page is kept: it could not be read (`unreadable`, `layout-changed`, `blocked`), its price moved so far that it
 * may be suspect, or it is the second look at a suspicion.
 */
export const snapshotReason = z.enum(['unreadable', 'layout-changed', 'blocked', 'price-moved', 'second-look']);
export type SnapshotReason = z.infer<typeof snapshotReason>;

/** Where a page is kept: named by an observation and by the offer it is of. */
export const snapshotLink = z.object({ id: z.string(), takenAtMs: z.number() });
export type SnapshotLink = Readonly<z.infer<typeof snapshotLink>>;

/** A price that moved by less is an ordinary one. */
const farMove = 1.25;
/** A page that still cannot be read is kept again after so long. */
const retakenAfterMs = 86_400_000;

export interface Sighted {
  readonly offerId: string;
  readonly extraction: Extraction;
  readonly seenPrice: Money | null;
  readonly purpose: ScrapePurpose;
  readonly anomalyId: string | undefined;
  /** Its page stated the price in data so far, and does no more. */
  readonly lostStructure: boolean;
  /** Kept of the same offer before. */
  readonly before: SnapshotLink | undefined;
  readonly atMs: number;
}

export interface SnapshotWish {
  readonly id: string;
  readonly reason: SnapshotReason;
  /** It is there already. */
  readonly isKept: boolean;
}

/**
 * Whether a page is to be kept, and under which name: one for each offer and reason, or for each suspicion and move, so
 * that a page read again (a redelivery, the same failure) takes the place of the first. Undefined: nothing to keep.
 */
export function snapshotWish(sighted: Sighted): SnapshotWish | undefined {
  const { offerId, extraction, purpose, anomalyId, before, atMs } = sighted;
  const wish = (reason: SnapshotReason, ...subject: readonly (string | number)[]): SnapshotWish => {
    const id = stableId('snapshot', offerId, reason, ...subject);
    return { id, reason, isKept: before?.id === id && atMs - before.takenAtMs < retakenAfterMs };
  };
  if (purpose === 'confirm' && anomalyId !== undefined) return wish('second-look', anomalyId);
  if (sighted.lostStructure) return wish('layout-changed');
  if (extraction.outcome === 'price') {
    const move = moveOf(sighted.seenPrice, extraction.price);
    return move === undefined ? undefined : wish('price-moved', ...move);
  }
  return extraction.outcome === 'gone' ? undefined : wish(extraction.outcome);
}

function moveOf(from: Money | null, to: Money): readonly [number, number] | undefined {
  if (from === null || from.currency !== to.currency || from.minor <= 0) return undefined;
  const ratio = to.minor / from.minor;
  return ratio >= farMove || ratio <= 1 / farMove ? [from.minor, to.minor] : undefined;
}
