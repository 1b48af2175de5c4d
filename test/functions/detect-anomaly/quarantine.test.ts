import { describe, expect, it } from 'vitest';
import { replayEvidence } from '../../../shared/domain/anomaly/replay-evidence.ts';
import type { Observation } from '../../../shared/domain/observation/observation.ts';
import { anomalyDetected } from '../../../shared/messages/anomaly-detected.ts';
import { WatchedShop } from '../../support/watched-shop.ts';

async function suspectKettle() {
  const shop = new WatchedShop();
  const id = await shop.watch('kettle', 20_000);
  await shop.look(id, 2_640);
  const anomalyId = shop.anomalyId(id);
  const unseen = (outcome: Exclude<Observation['outcome'], 'price'>): Observation => ({
    ...shop.observation(0),
    ...{ outcome, price: null, confidence: 0, facts: {}, reasons: [] },
  });
  const confirm = { purpose: 'confirm', anomalyId } as const;
  return { shop, id, anomalyId, unseen, confirm };
}

describe('a second look that cannot see the page', () => {
  it.each([
    ['blocked', 'A second look could not tell: the shop blocked it.'],
    ['gone', 'A second look could not tell: the page was gone.'],
    ['unreadable', 'A second look could not tell: no price could be read.'],
    ['layout-changed', 'A second look could not tell: the page had another layout.'],
    ['unreachable', 'A second look could not tell: the page could not be reached.'],
  ] as const)('ends the quarantine at once: %s', async (outcome, explanation) => {
    const { shop, id, unseen, confirm } = await suspectKettle();
    shop.platform.clock.advance(4_000);
    await shop.look(id, unseen(outcome), confirm);
    const anomaly = await shop.anomaly(id);
    expect(anomaly).toMatchObject({
      state: 'expired',
      dueAtMs: null,
      decidedAtMs: (anomaly?.observedAtMs ?? 0) + 4_000,
      decision: { by: 'second-look', verdict: 'uncertain', explanation },
    });
    expect(anomaly && replayEvidence(anomaly).type).toBe('same');
    expect((await shop.offer(id)).openAnomalyId).toBeNull();
    expect(shop.published(anomalyDetected)).toEqual([]);
  });

  it('changes nothing when it is delivered again', async () => {
    const { shop, id, unseen, confirm } = await suspectKettle();
    await shop.look(id, unseen('blocked'), confirm);
    const [anomaly, offer] = [await shop.anomaly(id), await shop.offer(id)];
    expect(await shop.again()).toBe('ack');
    expect([await shop.anomaly(id), await shop.offer(id)]).toEqual([anomaly, offer]);
  });

  it('says nothing about another suspicion than its own', async () => {
    const { shop, id, anomalyId, unseen } = await suspectKettle();
    await shop.look(id, unseen('blocked'), { purpose: 'confirm', anomalyId: 'another' });
    expect((await shop.anomaly(id))?.state).toBe('quarantined');
    expect((await shop.offer(id)).openAnomalyId).toBe(anomalyId);
  });
});

it('a scheduled look that sees no price leaves the suspicion open', async () => {
  const { shop, id, unseen } = await suspectKettle();
  await shop.look(id, unseen('unreachable'));
  expect((await shop.anomaly(id))?.state).toBe('quarantined');
});
