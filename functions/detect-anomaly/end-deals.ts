import { anomalies } from '../../shared/documents/anomaly.ts';
import { type Deal, deals } from '../../shared/documents/deal.ts';
import { fields } from '../../shared/documents/fields.ts';
import type { Offer } from '../../shared/documents/offer.ts';
import { changesByLook, type DealChange, type StandingDeal } from '../../shared/domain/deal/standing-deals.ts';
import type { Observation } from '../../shared/domain/observation/observation.ts';
import type { AppliedObservation } from '../../shared/domain/offer/apply-observation.ts';
import type { DocumentReader, Write } from '../../shared/ports/documents.ts';

/** What becomes of an offer's deals with one observation of it. */
export interface EndedDeals {
  readonly writes: readonly Write[];
  readonly offer: Pick<Offer, 'deals' | 'dealEndedAtMs'>;
}

/**
 * Ends the deals whose price this observation shows to be asked no more, and lets those go on that can be bought again.
 * Reads nothing unless one of them changes.
 */
export async function endDeals(
  read: DocumentReader,
  before: Offer,
  { offer, detection }: AppliedObservation,
  { checkedAtMs, outcome, price }: Observation,
): Promise<EndedDeals> {
  const isAccepted = price !== null && detection !== undefined && detection.verdict.type !== 'suspect';
  const look = { price: isAccepted ? price : null, availability: offer.availability, outcome };
  const changes = changesByLook(offer.deals, look);
  if (changes.length === 0) return { writes: [], offer: { deals: offer.deals, dealEndedAtMs: before.dealEndedAtMs } };
  const ids = changes.map(({ id }) => id);
  const [told, called] = await Promise.all([deals.getAll(read, ids), anomalies.getAll(read, ids)]);
  const writes: Write[] = [];
  let { dealEndedAtMs } = before;
  const after = new Map(offer.deals.map((deal) => [deal.id, deal]));
  for (const [i, change] of changes.entries()) {
    const [deal, anomaly] = [told[i]?.value, called[i]?.value];
    // What is still being judged is none yet, and will be none while its price is not asked; it may be asked again.
    const isOpen = !deal && (anomaly?.state === 'validating' || anomaly?.state === 'quarantined');
    const standing = after.get(change.id);
    if (!deal && !isOpen) after.delete(change.id);
    else if (change.type === 'ended' && change.why === 'price-rose' && !isOpen) after.delete(change.id);
    else if (standing) after.set(change.id, { ...standing, isPaused: isPausedBy(change) });
    const update = deal && changed(deal, change, checkedAtMs);
    if (!update) continue;
    writes.push(deals.update(change.id, fields(update)));
    if (change.type === 'ended') dealEndedAtMs = checkedAtMs;
  }
  const left = [...after.values()];
  const isHigher = changes.some((change) => change.type === 'ended' && change.why === 'price-rose');
  if (isHigher) writes.push(...(await notSuperseded(read, left)));
  return { writes, offer: { deals: left, dealEndedAtMs } };
}

/** The better deal has ended, and the one it took the place of in the lists stands still, or again. */
async function notSuperseded(read: DocumentReader, left: readonly StandingDeal[]): Promise<Write[]> {
  const buyable = left.filter(({ isPaused }) => !isPaused).map(({ id }) => id);
  const known = await deals.getAll(read, buyable);
  const best = known.findLast((each) => each?.value.kind === 'deal' && each.value.retractedAtMs === null);
  return best?.value.endReason === 'superseded' ? [deals.update(best.id, fields(goesOn))] : [];
}

const goesOn = { status: 'live', endedAtMs: null, endReason: null } satisfies Partial<Deal>;

const isPausedBy = (change: DealChange): StandingDeal['isPaused'] =>
  change.type === 'ended' && change.why !== 'price-rose';

/** The fields of a deal that change; undefined where none does: it was taken back, superseded, or has ended already. */
function changed(deal: Deal, change: DealChange, atMs: number): Partial<Deal> | undefined {
  if (deal.retractedAtMs !== null) return undefined;
  const { endReason } = deal;
  if (change.type === 'resumed') {
    const mayResume = endReason === 'sold-out' || endReason === 'gone';
    return mayResume ? goesOn : undefined;
  }
  if (!endReason) return { status: 'ended', endedAtMs: atMs, endReason: change.why };
  // It ended for the lists before; that its price is over is news for whoever was told of it.
  return change.why === 'price-rose' ? { endReason: change.why } : undefined;
}
