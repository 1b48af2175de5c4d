import { describe, expect, it } from 'vitest';
import { watchOffer } from '../../../functions/api/watch-offer.ts';
import { wire } from '../../../functions/plan-scrapes/wire.ts';
import { breakers } from '../../../shared/documents/breaker.ts';
import { fields } from '../../../shared/documents/fields.ts';
import { pacing } from '../../../shared/documents/pacing.ts';
import { shards } from '../../../shared/documents/shard.ts';
import { holdOpen, newCircuit } from '../../../shared/domain/circuit/circuit.ts';
import { testPlatform } from '../../support/test-platform.ts';

async function start(urls: readonly string[]) {
  const platform = testPlatform();
  const receive = wire(platform);
  for (const url of urls)
    await watchOffer(platform.catalogue, url, platform.retailers.forUrl(url), platform.clock.nowMs());
  const scan = async () => {
    platform.published.length = 0;
    const attributes = { 'x-correlation-id': 'c-1' };
    expect(await receive({ id: 'm', topic: 'scan-requested', text: '{}', attributes, publishedAtMs: 0 })).toBe('ack');
    return platform.published.map(({ body }) => body.shardId);
  };
  return { platform, scan };
}

describe('planning scrapes', () => {
  it('asks for every shard that is due, with the trace of the scan', async () => {
    const { platform, scan } = await start(['https://www.amazon.com/a', 'https://corner.example/b']);
    expect((await scan()).sort()).toEqual(['amazon:1', 'generic~corner.example:1']);
    expect(platform.published).toMatchObject([
      { topic: 'scrape-requested', body: { purpose: 'scheduled' }, attributes: { 'x-correlation-id': 'c-1' } },
      { topic: 'scrape-requested' },
    ]);
  });

  it('asks for nothing where nothing is watched', async () => {
    const { scan } = await start([]);
    expect(await scan()).toEqual([]);
  });

  it('leaves a shop behind an open breaker alone until it may be probed', async () => {
    const { platform, scan } = await start(['https://www.amazon.com/a']);
    const nowMs = platform.clock.nowMs();
    await platform.catalogue.write([breakers.set('retailer:amazon', holdOpen(newCircuit(nowMs), nowMs))]);
    expect(await scan()).toEqual([]);
    const probed = {
      ...holdOpen(newCircuit(nowMs), nowMs),
      state: 'open' as const,
      openedAtMs: nowMs,
      nextRetryAtMs: nowMs,
    };
    await platform.catalogue.write([breakers.set('retailer:amazon', probed)]);
    expect(await scan()).toEqual(['amazon:1']);
  });

  it('passes over a large shop that nobody can look at, for those that were due after it', async () => {
    const { platform, scan } = await start(['https://www.amazon.com/a', 'https://corner.example/b']);
    const { catalogue, clock } = platform;
    const nowMs = clock.nowMs();
    const amazon = await shards.get(catalogue, 'amazon:1');
    if (!amazon) throw new Error('nothing is watched');
    const overdue = { ...amazon.value, dueAtMs: nowMs - 1 };
    const numbers = Array.from({ length: 1_200 }, (_, n) => n + 2);
    for (let from = 0; from < numbers.length; from += 400) {
      const batch = numbers.slice(from, from + 400);
      await catalogue.write(batch.map((number) => shards.create(`amazon:${number}`, overdue)));
    }
    expect(await scan()).toContain('generic~corner.example:1');
    await catalogue.write([breakers.set('retailer:amazon', holdOpen(newCircuit(nowMs), nowMs))]);
    expect(await scan()).toEqual(['generic~corner.example:1']);
  });

  it('leaves alone for an hour what only an operator can mend, and says so once', async () => {
    const { platform, scan } = await start(['https://www.amazon.com/a', 'https://www.target.com/b']);
    const { catalogue, clock, logged } = platform;
    await catalogue.write([
      shards.update('amazon:1', fields({ retailerId: 'closed-down' })),
      shards.update('target:1', fields({ offers: 'lost' })),
    ]);
    expect([await scan(), await scan()]).toEqual([[], []]);
    expect(logged.filter(({ severity }) => severity === 'ERROR')).toHaveLength(2);
    await catalogue.write([shards.update('amazon:1', fields({ retailerId: 'amazon' }))]);
    clock.advance(3_600_000);
    expect(await scan()).toEqual(['amazon:1']);
  });

  it('plans no further ahead than the shop has slots', async () => {
    const { platform, scan } = await start(['https://www.amazon.com/a']);
    const horizonMs = platform.settings.hostSlotMinutes * 60_000;
    await platform.catalogue.write([
      pacing.set('amazon', { nextFreeMs: platform.clock.nowMs() + horizonMs, expiresAtMs: 0 }),
    ]);
    expect(await scan()).toEqual([]);
    platform.clock.advance(1);
    expect(await scan()).toEqual(['amazon:1']);
  });
});
