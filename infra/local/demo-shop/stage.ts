import type { DemoProduct, Shop } from './catalogue.ts';
import { ACT_SECONDS, type StagedEvent, stageAct } from './script.ts';
import { hashOf } from './seeded-random.ts';
import { tidyPrice } from './shop-prices.ts';

/** What a product's page says at one moment. */
export interface ShelfState {
  readonly minor: number;
  /** The price struck through, where one is. */
  readonly listMinor?: number;
  readonly inStock: boolean;
}

/** How often a page with a flicker has been asked for since its event began. */
type LookCount = (event: StagedEvent) => number;

const ACT_MS = ACT_SECONDS * 1000;
const VOLATILE_STEP_MS = 180_000;

/** The demo's course of events: pure functions of the product and the time since the start, in the script's own seconds. */
export class Stage {
  readonly #shops: readonly Shop[];
  readonly #firstAct: number;
  readonly #acts = new Map<number, readonly StagedEvent[]>();

  /** `firstAct` says with which cast to begin: a demo that has been seen before begins with another. */
  constructor(shops: readonly Shop[], firstAct: number) {
    this.#shops = shops;
    this.#firstAct = firstAct;
  }

  /** The events of the act that is on at `elapsedMs`, with times counted from the start of the demo. */
  actAt(elapsedMs: number): readonly StagedEvent[] {
    const turn = Math.max(0, Math.floor(elapsedMs / ACT_MS));
    let events = this.#acts.get(turn);
    if (events === undefined) {
      events = stageAct(this.#shops, this.#firstAct + turn).map((event) => ({
        ...event,
        fromMs: event.fromMs + turn * ACT_MS,
        toMs: event.toMs + turn * ACT_MS,
      }));
      this.#acts.set(turn, events);
    }
    return events;
  }

  /** The events touching the product at `elapsedMs`. */
  eventsFor(product: DemoProduct, elapsedMs: number): readonly StagedEvent[] {
    return this.actAt(elapsedMs).filter(
      (event) => event.fromMs <= elapsedMs && elapsedMs < event.toMs && event.productIds.includes(product.id),
    );
  }

  stateOf(product: DemoProduct, elapsedMs: number, looks: LookCount): ShelfState {
    const regularMinor = this.#regularMinor(product, elapsedMs);
    let state = shelf(regularMinor, product.listMinor);
    for (const event of this.eventsFor(product, elapsedMs)) {
      state = withEvent(state, event, { product, regularMinor, looks: looks(event) });
    }
    return state;
  }

  /** The price without any event: this year's, moved by all permanent changes so far; every second one takes it back. */
  #regularMinor(product: DemoProduct, elapsedMs: number): number {
    const turn = Math.max(0, Math.floor(elapsedMs / ACT_MS));
    let factor = 1;
    for (let played = 0; played <= turn; played++) {
      for (const event of this.actAt(played * ACT_MS)) {
        if (event.effect.type === 'cut' && event.fromMs <= elapsedMs && event.productIds.includes(product.id)) {
          factor = factor === 1 ? event.effect.factor : 1;
        }
      }
    }
    if (product.pattern === 'volatile') {
      factor *= volatileFactor(product.id, Math.floor(elapsedMs / VOLATILE_STEP_MS));
    }
    return factor === 1
      ? product.priceMinor
      : tidyPrice(product.priceMinor * factor, product.priceMinor, product.currency);
  }
}

function volatileFactor(productId: string, step: number): number {
  return step <= 0 ? 1 : 0.97 + (hashOf('volatile', productId, step) % 7) / 100;
}

function withEvent(
  state: ShelfState,
  event: StagedEvent,
  { product, regularMinor, looks }: { product: DemoProduct; regularMinor: number; looks: number },
): ShelfState {
  const { effect } = event;
  switch (effect.type) {
    case 'sale':
      return {
        ...shelf(tidyPrice(regularMinor * effect.factor, product.priceMinor, product.currency), state.listMinor),
        listMinor: product.listMinor ?? regularMinor,
      };
    case 'glitch':
      return { ...state, minor: tidyPrice(regularMinor * effect.factor, product.priceMinor, product.currency) };
    case 'misprint':
      return { ...state, minor: slipped(state.minor, effect.factor) };
    case 'flicker':
      return looks < effect.looks ? { ...state, minor: slipped(state.minor, effect.factor) } : state;
    case 'out-of-stock':
      return { ...state, inStock: false };
    case 'cut':
    case 'block':
      return state;
  }
}

function shelf(minor: number, listMinor: number | undefined): ShelfState {
  return listMinor === undefined || listMinor <= minor ? { minor, inStock: true } : { minor, listMinor, inStock: true };
}

function slipped(minor: number, factor: number): number {
  return Math.max(1, Math.round(minor * factor));
}
