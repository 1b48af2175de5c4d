import { type Deal, deals } from '../../shared/documents/deal.ts';
import { offers } from '../../shared/documents/offer.ts';
import { listDeal } from '../../shared/domain/deal/list-deal.ts';
import type { Documents, Write } from '../../shared/ports/documents.ts';

/** What benchmark products are called; searches are made of the same words. */
export const words = [
  'steel',
  'cordless',
  'kettle',
  'lamp',
  'drill',
  'speaker',
  'grill',
  'chair',
  'blue',
  'compact',
  'pro',
  'set',
] as const;

/** One of several, by a chance that is the same in every run. */
export const pickerBy =
  (chance: () => number) =>
  <T>(values: readonly [T, ...T[]]): T =>
    values[Math.floor(chance() * values.length)] ?? values[0];

interface Filling {
  readonly productCount: number;
  readonly dealCount: number;
  readonly shopIds: readonly string[];
  readonly nowMs: number;
  readonly chance: () => number;
}

function deal(i: number, { shopIds, nowMs, chance }: Filling): Deal {
  const pick = pickerBy(chance);
  const discount = 0.2 + chance() * 0.6;
  const minor = 500 + Math.floor(chance() * 80_000);
  const value: Deal = {
    offerId: `offer-${i}`,
    retailerId: shopIds[Math.floor(chance() * shopIds.length)] ?? 'amazon',
    retailerName: 'A shop',
    title: `${pick(words)} ${pick(words)} ${pick(words)} model ${Math.floor(chance() * 3_000)}`,
    url: `https://shop.example/p/${i}`,
    imageUrl: `https://shop.example/i/${i}.jpg`,
    brand: `brand${Math.floor(200 ** chance())}`,
    category: pick(['kitchen', 'audio', 'garden', 'tools']),
    kind: chance() < 0.1 ? 'glitch' : 'deal',
    price: { minor, currency: pick(['EUR', 'USD', 'GBP']) },
    medianMinor: Math.round(minor / (1 - discount)),
    low30Minor: Math.round(minor * (1 + chance())),
    discount,
    reasons: ['below-median', 'below-low30'],
    observedAtMs: nowMs - i * 60_000,
    confirmedAtMs: nowMs - i * 60_000,
    retractedAtMs: null,
  };
  return listDeal(value, { confidence: 0.6 + 0.4 * chance(), condition: undefined, seller: undefined, days: 90 });
}

/** Fills a catalogue with products nobody looks at and deals everybody asks for. */
export async function fillApiStore(catalogue: Documents, filling: Filling): Promise<void> {
  const { productCount, dealCount, nowMs, chance } = filling;
  const pick = pickerBy(chance);
  const write = async (count: number, make: (i: number) => Write) => {
    for (let from = 0; from < count; from += 500) {
      const size = Math.min(500, count - from);
      await catalogue.write(Array.from({ length: size }, (_, i) => make(from + i)));
    }
  };
  const idle = {
    gtin: null,
    page: null,
    outcome: 'price',
    lastSequence: 1,
    gap: null,
    detector: null,
    openAnomalyId: null,
    dealEndedAtMs: null,
    history: null,
  } as const;
  await write(productCount, (i) =>
    offers.create(`product-${i}`, {
      ...idle,
      deals: [],
      url: `https://shop.example/p/${i}`,
      shopId: 'amazon',
      retailerId: 'amazon',
      shardId: `amazon:${i % 2_000}`,
      facts: { title: `${pick(words)} ${pick(words)} ${i}`, brand: `brand${i % 200}` },
      price: { minor: 1_000 + i, currency: 'USD' },
      availability: 'InStock',
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
    }),
  );
  await write(dealCount, (i) => deals.create(`deal-${i}`, deal(i, filling)));
}
