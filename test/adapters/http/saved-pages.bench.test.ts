import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { httpPageSource } from '../../../shared/adapters/http/http-page-source.ts';
import { startReplayServer } from '../../servers/replay-server.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { sequentialRandom } from '../../support/sequential-random.ts';

const index = '../shared/bench/pages/index.json';

it('fetches every saved page whole, under its own host name', async () => {
  if (!existsSync(index)) throw new Error(`the saved pages are missing: ${index}`);
  const server = await startReplayServer(index);
  const source = httpPageSource({
    clock: new ManualClock(),
    random: sequentialRandom('visit'),
    allowedHosts: server.allowedHosts,
  });
  const signal = new AbortController().signal;
  const failed: unknown[] = [];
  for (const { id, url } of server.pages) {
    const result = await source.fetch({ url, purpose: 'scheduled', robots: 'honour', signal });
    const isWhole = result.type === 'page' && result.status === 200 && result.bytes > 0;
    if (!isWhole) failed.push({ id, url, result });
  }
  await source.close();
  await server.close();
  expect(failed).toEqual([]);
  expect(server.pages.length).toBeGreaterThan(100);
});
