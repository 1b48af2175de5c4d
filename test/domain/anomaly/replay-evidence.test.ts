import { expect, it } from 'vitest';
import { type Anomaly, anomalySchema } from '../../../shared/documents/anomaly.ts';
import { explainAnomaly } from '../../../shared/domain/anomaly/explain-anomaly.ts';
import { replayEvidence } from '../../../shared/domain/anomaly/replay-evidence.ts';
import { WatchedShop } from '../../support/watched-shop.ts';

/** A kettle of 200.00, seen at this price and then at that one; as it is stored. */
async function judged(first: number, second: number): Promise<Anomaly> {
  const shop = new WatchedShop();
  const id = await shop.watch('kettle', 20_000);
  await shop.look(id, first);
  await shop.look(id, second, { purpose: 'confirm', anomalyId: shop.anomalyId(id) });
  return anomalySchema.parse(JSON.parse(JSON.stringify(await shop.anomaly(id))));
}

it.each([
  ['a deal', 14_000, 14_000, ['first sight']],
  ['a pricing error that was seen twice', 2_640, 2_640, ['first sight', 'second look']],
  ['a misread price', 200, 20_000, ['first sight', 'second look']],
] as const)('comes to the same for %s', async (_, first, second, names) => {
  const replay = replayEvidence(await judged(first, second));
  expect(replay.type).toBe('same');
  expect(replay.type === 'same' && replay.steps.map(({ name }) => name)).toEqual(names);
});

it('names the first step that comes out differently, with what was found then and now', async () => {
  const anomaly = await judged(2_640, 2_640);
  const then: Anomaly = { ...anomaly, reasons: ['decimal-shift', 'far-below-range'] };
  const replay = replayEvidence(then);
  expect(replay).toMatchObject({
    type: 'changed',
    changed: [
      {
        name: 'first sight',
        stored: expect.stringContaining('suspect (glitch): decimal-shift, far-below-range'),
        today: expect.stringContaining('suspect (glitch): far-below-range'),
      },
    ],
  });
  const told = explainAnomaly(then);
  expect(told).toContain('comes to something else at the step “first sight”');
  expect(told).toContain('then: suspect (glitch): decimal-shift, far-below-range');
});

it('sees a change in any of the numbers', async () => {
  const anomaly = await judged(14_000, 14_000);
  const { baseline } = anomaly;
  for (const name of ['days', 'medianMinor', 'low30Minor', 'robustZ', 'discount', 'nearestMinor'] as const) {
    const other = baseline && { ...baseline, [name]: baseline[name] + 1 };
    expect(replayEvidence({ ...anomaly, baseline: other }).type).toBe('changed');
  }
});

it('says when the second look would be taken differently', async () => {
  const refuted = await judged(200, 20_000);
  const then: Anomaly = { ...refuted, state: 'validating', decision: null };
  expect(replayEvidence(then)).toMatchObject({
    type: 'changed',
    changed: [{ name: 'second look', stored: 'stands', today: 'refuted by second-look' }],
  });
});

it('says that there is none of what was found before evidence was kept', async () => {
  const anomaly = { ...(await judged(14_000, 14_000)), evidence: null };
  expect(replayEvidence(anomaly)).toEqual({ type: 'no-evidence' });
  expect(explainAnomaly(anomaly)).toContain('none was kept');
});
