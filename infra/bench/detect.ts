import { writeFileSync } from 'node:fs';
import { type Detection, detect } from '../../shared/domain/detection/detect.ts';
import { type DetectorState, isPending } from '../../shared/domain/detection/detector-state.ts';
import {
  emptyShopWatch,
  learnResolution,
  mergeBatch,
  type ShopWatch,
} from '../../shared/domain/detection/shop-watch.ts';
import { passesChangeGate } from '../../shared/domain/observation/change-gate.ts';
import { readBenchArguments } from './arguments.ts';
import { inOrderOfTime, readSeries, type Step } from './series.ts';

// Knowledge used: the offer's own earlier points as far as the change gate let them pass, and what the same store's
// other series showed at earlier instants (shop watch). Nothing later, no labels, no names.

/** What stands on the offer's document between two observations, and what has been said so far. */
interface Offer {
  seenMinor: number | null;
  state: DetectorState | undefined;
  /** Observations of the price in quarantine. */
  held: number[];
  readonly suspected: number[];
  readonly confirmed: [index: number, decidedAtIndex: number][];
  readonly deals: number[];
  readonly kinds: Record<number, string>;
}

const files = readBenchArguments(process.argv.slice(2));
const all = readSeries(files.in);
const offers = new Map<string, Offer>();
const shops = new Map<string, ShopWatch>();

for (const step of inOrderOfTime(all)) {
  const offer = offers.get(step.series.id) ?? newOffer();
  offers.set(step.series.id, offer);
  observe(offer, step);
}
const lines = all.map(({ id }) => {
  const { suspected, confirmed, deals, kinds } = offers.get(id) ?? newOffer();
  return JSON.stringify({ id, suspected, confirmed, deals, kinds });
});
writeFileSync(files.out, `${lines.join('\n')}\n`);

function newOffer(): Offer {
  return { seenMinor: null, state: undefined, held: [], suspected: [], confirmed: [], deals: [], kinds: {} };
}

function observe(offer: Offer, { series, index, atMs, minor }: Step): void {
  const seen = offer.seenMinor;
  offer.seenMinor = minor;
  const at = (value: number) => ({ price: { minor: value, currency: series.currency }, availability: null });
  if (!passesChangeGate(seen === null ? undefined : at(seen), at(minor), 'scheduled', isPending(offer.state))) return;
  let shop = shops.get(series.store) ?? emptyShopWatch;
  if (seen !== null && seen !== minor)
    shop = mergeBatch(shop, { atMs, checked: 1, changes: [{ fromMinor: seen, toMinor: minor }] });
  const detection = detect(offer.state, { atMs, minor, currency: series.currency }, shop);
  if (detection.resolution !== undefined) shop = learnResolution(shop, detection.resolution);
  shops.set(series.store, shop);
  record(offer, index, detection);
}

function record(offer: Offer, index: number, { state, verdict, resolution }: Detection): void {
  offer.state = state;
  if (resolution?.outcome === 'error') for (const held of offer.held) offer.confirmed.push([held, index]);
  const [first] = offer.held;
  if (resolution?.kind === 'genuine-deal' && first !== undefined) offer.deals.push(first);
  if (resolution !== undefined) offer.held = [];
  if (verdict.type === 'deal') offer.deals.push(index);
  if (verdict.type !== 'suspect') return;
  offer.suspected.push(index);
  offer.kinds[index] = verdict.kind;
  // A new suspect value replaces the one in quarantine.
  if (!verdict.reasons.includes('still-suspect')) offer.held = [];
  offer.held.push(index);
}
