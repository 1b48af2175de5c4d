import { writeFileSync } from 'node:fs';
import { type Detection, detect } from '../../shared/domain/detection/detect.ts';
import { type DetectorState, isPending } from '../../shared/domain/detection/detector-state.ts';
import {
  emptyShopWatch,
  learnDetection,
  mergeBatch,
  type ShopWatch,
} from '../../shared/domain/detection/shop-watch.ts';
import { passesChangeGate } from '../../shared/domain/observation/change-gate.ts';
import { afterLook, afterPassing, type Looks } from '../../shared/domain/observation/looks.ts';
import { readBenchArguments } from './arguments.ts';
import { inOrderOfTime, readSeries, type Step } from './series.ts';

// Knowledge used: the offer's own earlier points as far as the change gate let them pass, and what the same store's
// other series showed at earlier instants (shop watch). Nothing later, no labels, no names.

/** What stands on the offer's document between two observations, and what has been said so far. */
interface Offer {
  seenMinor: number | null;
  looks: Looks | undefined;
  state: DetectorState | undefined;
  /** Suspect observations not yet decided. */
  held: { readonly index: number; readonly atMs: number }[];
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
  return {
    seenMinor: null,
    looks: undefined,
    state: undefined,
    held: [],
    suspected: [],
    confirmed: [],
    deals: [],
    kinds: {},
  };
}

function observe(offer: Offer, { series, index, atMs, minor }: Step): void {
  const seen = offer.seenMinor;
  offer.seenMinor = minor;
  offer.looks = afterLook(offer.looks, atMs);
  const at = (value: number) => ({ price: { minor: value, currency: series.currency }, availability: null });
  if (!passesChangeGate(seen === null ? undefined : at(seen), at(minor), 'scheduled', isPending(offer.state))) return;
  let shop = shops.get(series.store) ?? emptyShopWatch;
  if (seen !== null && seen !== minor)
    shop = mergeBatch(shop, { atMs, changes: [{ fromMinor: seen, toMinor: minor }] });
  const { silences } = offer.looks;
  offer.looks = afterPassing(offer.looks);
  const detection = detect(offer.state, { atMs, minor, currency: series.currency, silences }, shop);
  shops.set(series.store, learnDetection(shop, detection));
  record(offer, index, atMs, detection);
}

function record(offer: Offer, index: number, atMs: number, { state, verdict, resolution }: Detection): void {
  offer.state = state;
  if (verdict.type === 'deal') offer.deals.push(index);
  if (verdict.type === 'suspect') {
    offer.suspected.push(index);
    offer.kinds[index] = verdict.kind;
    offer.held.push({ index, atMs });
  }
  if (resolution === undefined) return;
  const isMeant = (held: { atMs: number }) =>
    held.atMs >= resolution.observedAtMs && held.atMs <= resolution.lastObservedAtMs;
  const meant = offer.held.filter(isMeant);
  offer.held = offer.held.filter((held) => !isMeant(held));
  if (resolution.outcome === 'error') for (const held of meant) offer.confirmed.push([held.index, index]);
  const [first] = meant;
  if (resolution.kind === 'genuine-deal' && first !== undefined) offer.deals.push(first.index);
}
