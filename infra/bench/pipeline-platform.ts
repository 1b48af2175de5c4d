import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { pageWorkers } from '../../shared/adapters/page-workers.ts';
import type { Retailer } from '../../shared/domain/extraction/retailer.ts';
import type { Secrets } from '../../shared/ports/secrets.ts';
import { builtInRetailers } from '../../shared/retailers/built-in.ts';
import type { LogSink } from '../../shared/runtime/log.ts';
import { readSettings, type Settings } from '../../shared/runtime/settings.ts';
import { type EmbeddedPlatform, embeddedPlatform } from '../local/embedded-platform.ts';

const host = 'bench.example';
/** A shop that is asked as fast as it answers. */
const retailer: Retailer = {
  id: 'bench',
  name: 'Bench Kitchen',
  hosts: [host],
  strategies: ['http'],
  pacing: { minDelayMs: 0, maxDelayMs: 0, concurrency: 8 },
  robots: 'honour',
  checkEveryMinutes: 15,
  fields: {},
};

/** The embedded platform in a folder of its own, with a shop in another process whose pages may be looked at all the time. */
interface PipelinePlatform {
  readonly platform: EmbeddedPlatform;
  readonly settings: Settings;
  readonly folder: string;
  readonly retailer: Retailer;
  readonly host: string;
  /** Takes orders, see pipeline-shop.ts. */
  readonly shop: ChildProcess;
  readonly shopPort: number;
  stop(): Promise<void>;
}

export async function startPipelinePlatform(options: {
  readonly flags: readonly string[];
  readonly secrets: Secrets;
  readonly sink: LogSink;
}): Promise<PipelinePlatform> {
  const { flags, secrets, sink } = options;
  const shop = fork(new URL('pipeline-shop.ts', import.meta.url), { stdio: 'inherit' });
  const [address] = await once(shop, 'message');
  const { port: shopPort } = z.object({ port: z.number() }).parse(address);
  const folder = mkdtempSync(join(tmpdir(), 'pricehawk-bench-'));
  const settings = {
    ...readSettings(flags, {}),
    data: folder,
    hostMap: `${host}=127.0.0.1:${shopPort}`,
    // Every round looks at every offer again.
    skipWithinMinutes: 0,
  };
  const workers = pageWorkers({ threads: availableParallelism() });
  const retailers = [retailer, ...builtInRetailers];
  const platform = embeddedPlatform({ settings, secrets, retailers, readPage: workers.readPage, sink });
  return {
    platform,
    settings,
    folder,
    retailer,
    host,
    shop,
    shopPort,
    stop: async () => {
      await platform.queue.stop(1_000);
      await workers.stop();
      await platform.close();
      shop.disconnect();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
