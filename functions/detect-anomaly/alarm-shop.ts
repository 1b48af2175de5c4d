import type { Anomaly } from '../../shared/documents/anomaly.ts';
import type { Stored } from '../../shared/documents/collection.ts';
import { shopAlarms } from '../../shared/documents/shop-alarm.ts';
import type { Detection } from '../../shared/domain/detection/detect.ts';
import { standingLevel } from '../../shared/domain/detection/history.ts';
import { type AlarmSighting, raiseAlarm, settleOne } from '../../shared/domain/detection/shop-alarm.ts';
import { type ShopWatch, shopEvidence } from '../../shared/domain/detection/shop-watch.ts';
import type { Resolution } from '../../shared/domain/detection/verdict.ts';
import type { AppliedObservation } from '../../shared/domain/offer/apply-observation.ts';
import type { PriceObserved } from '../../shared/messages/price-observed.ts';
import type { DocumentReader, Write } from '../../shared/ports/documents.ts';

interface Looked {
  readonly observed: PriceObserved;
  readonly applied: AppliedObservation;
  readonly anomalyId: string;
  /** The suspicion that was open. */
  readonly open: Stored<Anomaly> | undefined;
  readonly shop: ShopWatch | undefined;
}

/** The shop's alarm after one observation that bears on it, where that changes it. */
export async function alarmWrites(read: DocumentReader, looked: Looked): Promise<readonly Write[]> {
  const { observed, applied } = looked;
  const sighting = sightingOf(looked);
  const ended = applied.detection && endedSuspect(applied.detection);
  if (!sighting && !ended) return [];
  const before = (await shopAlarms.get(read, observed.shopId))?.value;
  const settled = before && ended && settleOne(before, ended, observed.observation.checkedAtMs);
  const after = sighting ? raiseAlarm(before, sighting) : settled;
  return after && after !== before ? [shopAlarms.set(observed.shopId, after)] : [];
}

/** The suspect price that is gone with this observation, or accepted. */
const endedSuspect = ({ verdict, resolution }: Detection): Resolution | undefined =>
  verdict.type === 'suspect' ? undefined : resolution;

/** The anomaly that this observation shows to be a fault of the whole shop: a new one, or the one that was open. */
function sightingOf({ observed, applied, anomalyId, open, shop }: Looked): AlarmSighting | undefined {
  const { opened, secondLook } = applied;
  const isOpened = opened?.decision?.by === 'shop-watch';
  const isOpen = secondLook?.type === 'refuted' && secondLook.by === 'shop-watch';
  const faulty = isOpened ? { id: anomalyId, value: opened } : isOpen ? open : undefined;
  const before = faulty?.value.evidence?.sight.before;
  const standing = before && standingLevel(before);
  if (!faulty || !standing || !shop) return undefined;
  const { retailerId } = observed;
  const move = { fromMinor: standing.minor, toMinor: faulty.value.price.minor, atMs: observed.observation.checkedAtMs };
  const evidence = shopEvidence(shop, move.fromMinor, move.toMinor, move.atMs);
  return evidence.alarm ? { retailerId, anomalyId: faulty.id, ...move, evidence } : undefined;
}
