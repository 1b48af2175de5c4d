import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pageWorkers } from '../../shared/adapters/page-workers.ts';
import { systemClock } from '../../shared/adapters/system.ts';
import type { Retailer } from '../../shared/domain/extraction/retailer.ts';
import { builtInRetailers } from '../../shared/retailers/built-in.ts';
import { type LogEntry, localLogLine } from '../../shared/runtime/log.ts';
import type { Settings } from '../../shared/runtime/settings.ts';
import { traceAttributes } from '../../shared/runtime/trace.ts';
import { banner } from './banner.ts';
import { loadDemo, startDemoPace } from './demo.ts';
import { type DemoShop, startDemoShop } from './demo-shop/demo-shop.ts';
import { embeddedPlatform } from './embedded-platform.ts';
import { localSecrets } from './local-secrets.ts';
import { startLocalServer } from './local-server.ts';
import { type ScheduledJob, startSchedule } from './schedule.ts';
import { wireFunctions } from './wire-functions.ts';

export interface Running {
  readonly port: number;
  /** Finishes or gives back what is being worked on, then closes everything. */
  stop(): Promise<void>;
}

const stopWithinMs = 8_000;

/** Runs PriceHawk on this machine: platform, functions, scheduler, server and, unless switched off, the demo. */
export async function startPriceHawk(options: {
  readonly settings: Settings;
  readonly jobs: readonly ScheduledJob[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly print: (text: string) => void;
}): Promise<Running> {
  const { jobs, env, print } = options;
  const sink = (entry: LogEntry) => process.stderr.write(`${localLogLine(entry)}\n`);
  const extra = await retailersOf(options.settings);
  const { secrets, made } = localSecrets(join(options.settings.data, 'secrets.json'), env);
  const demo = options.settings.demo
    ? await startDemoShop({ port: options.settings.demoPort, clock: systemClock })
    : undefined;
  const settings = demo ? withDemoHosts(options.settings, demo) : options.settings;
  const workers = pageWorkers({ threads: availableParallelism() });
  const platform = embeddedPlatform({
    settings,
    secrets,
    retailers: [...extra, ...(demo?.retailers ?? []), ...builtInRetailers],
    readPage: workers.readPage,
    sink,
  });
  const { receivers, apps } = wireFunctions(platform);
  const server = await startLocalServer({ ...settings, apps, outboxFolder: platform.outboxFolder });
  if (demo) await loadDemo(platform, demo);
  await platform.queue.start(receivers);
  const endSchedule = startSchedule(jobs, ({ name, topic }) => {
    const attributes = traceAttributes({ correlationId: platform.random.nonce() });
    platform.publisher
      .publish([{ topic, body: {}, attributes }])
      .catch((error: unknown) => platform.log.error('a scheduled job was lost', { name }, error));
  });
  const endPace = demo ? startDemoPace(platform) : undefined;
  print(banner({ port: server.port, host: settings.host, data: settings.data, demo: demo?.origin, made }));
  return {
    port: server.port,
    stop: async () => {
      endPace?.();
      endSchedule();
      await server.stop();
      await platform.queue.stop(stopWithinMs);
      await workers.stop();
      await demo?.stop();
      await platform.close();
    },
  };
}

/** Checking retailer files takes a compiler of selectors, which nothing else here needs. */
async function retailersOf({ retailers }: Settings): Promise<readonly Retailer[]> {
  if (retailers === 'none') return [];
  const { loadRetailers } = await import('./load-retailers.ts');
  return loadRetailers(retailers);
}

function withDemoHosts(settings: Settings, { hosts, port }: DemoShop): Settings {
  const demoHosts = hosts.map((host) => `${host}=127.0.0.1:${port}`);
  const given = settings.hostMap === 'none' ? [] : [settings.hostMap];
  return { ...settings, hostMap: [...given, ...demoHosts].join(',') };
}
