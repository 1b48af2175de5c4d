import { describe, expect, test } from 'vitest';
import { type DemoProduct, loadShops } from '../../../infra/local/demo-shop/catalogue.ts';
import { priceHistory } from '../../../infra/local/demo-shop/history.ts';
import type { StagedEvent } from '../../../infra/local/demo-shop/script.ts';
import { Stage } from '../../../infra/local/demo-shop/stage.ts';
import { detect } from '../../../shared/domain/detection/detect.ts';
import type { DetectorState } from '../../../shared/domain/detection/detector-state.ts';
import type { Verdict } from '../../../shared/domain/detection/verdict.ts';

const START_MS = Date.UTC(2026, 5, 1);
const shops = loadShops();
const products = new Map(shops.flatMap((shop) => shop.products.map((product) => [product.id, product])));

/** What the detector says at first sight of the event, after the product's year of history and a look at the start. */
function firstSight(stage: Stage, product: DemoProduct, event: StagedEvent): Verdict {
  let state: DetectorState | undefined;
  for (const point of priceHistory(product, 1, START_MS)) {
    state = detect(state, point).state;
  }
  const { minor, listMinor } = stage.stateOf(product, event.fromMs, () => 0);
  return detect(state, {
    atMs: START_MS + event.fromMs,
    minor,
    currency: product.currency,
    evidence: listMinor === undefined ? {} : { listMinor },
  }).verdict;
}

function expectedAtSight({ effect, ends }: StagedEvent): Verdict['type'] {
  if (effect.type === 'glitch' || ends === 'rejected') {
    return 'suspect';
  }
  return ends === 'deal' ? 'deal' : 'normal';
}

describe.each(Array.from({ length: 15 }, (_, act) => act))('act %i', (act) => {
  const stage = new Stage(shops, act);
  test.each(stage.actAt(0).filter((event) => event.ends !== 'blocked'))('$name is seen for what it is', (event) => {
    for (const id of event.productIds) {
      const product = products.get(id);
      const verdict = product === undefined ? undefined : firstSight(stage, product, event);
      expect(verdict?.type, `${id} ${verdict?.reasons}`).toBe(expectedAtSight(event));
    }
  });
});
