import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pageWorkers } from '../../shared/adapters/page-workers.ts';
import { systemClock } from '../../shared/adapters/system.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { builtInRetailers } from '../../shared/retailers/built-in.ts';
import { ConfigError } from '../../shared/runtime/errors.ts';
import { type LogEntry, type LogSink, localLogLine } from '../../shared/runtime/log.ts';
import { type Settings, settingsTable } from '../../shared/runtime/settings.ts';
import { traceAttributes } from '../../shared/runtime/trace.ts';
import { banner } from './banner.ts';
import { startCleanUp } from './clean-up.ts';
import { loadDemo, startDemoPace } from './demo.ts';
import { type DemoShop, startDemoShop } from './demo-shop/demo-shop.ts';
import { countDemoStart, demoStarts } from './demo-starts.ts';
import { embeddedPlatform, openLocalDatabase } from './embedded-platform.ts';
import { listenRefusal } from './listen.ts';
import { localSecrets } from './local-secrets.ts';
import { startLocalServer } from './local-server.ts';
import { ownRetailers, withOwnRetailers } from './own-retailers.ts';
import { type ScheduledJob, startSchedule } from './schedule.ts';
import { wireFunctions } from './wire-functions.ts';

export interface Running {
  readonly port: number;
  /** Finishes or gives back what is being worked on, then closes everything. */
  stop(): Promise<void>;
}

const stopWithinMs = 8_000;

/**
 * Runs PriceHawk on this machine: platform, functions, scheduler, server and, unless switched off, the demo. A start that
 * fails leaves nothing running.
 *
 * @throws ConfigError or DatabaseRefusedError: one line that says what its user can mend
 */
export async function startPriceHawk(options: {
  readonly settings: Settings;
  readonly jobs: readonly ScheduledJob[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly print: (text: string) => void;
  readonly sink?: LogSink;
  readonly clock?: Clock;
  /** Shortens the queue's durations in tests. */
  readonly timeScale?: number;
}): Promise<Running> {
  const { jobs, env, print, sink = writeLine, clock = systemClock, timeScale = 1 } = options;
  const given = ownSettings(options.settings);
  const own = await ownRetailers(given);
  await using opened = new AsyncDisposableStack();

  // Before anything else: there is one server for each file, and it may be running.
  const database = openLocalDatabase(given);
  opened.defer(() => database.close());
  const { secrets, made } = localSecrets(join(given.data, 'secrets.json'), env);
  const demo = given.demo ? await openDemoShop(given, clock) : undefined;
  if (demo) opened.defer(() => demo.stop());
  const settings = demo ? withDemoHosts(given, demo) : given;
  const workers = pageWorkers({ threads: availableParallelism() });
  opened.defer(() => workers.stop());
  const platform = embeddedPlatform({
    settings,
    secrets,
    retailers: withOwnRetailers(own, [...(demo?.retailers ?? []), ...builtInRetailers]),
    readPage: workers.readPage,
    sink,
    database,
    clock,
    timeScale,
  });
  const { receivers, apps } = wireFunctions(platform);
  const { log, outboxFolder } = platform;
  const server = await startLocalServer({ ...settings, apps, outboxFolder, log });
  opened.defer(() => server.stop());
  if (demo) {
    await loadDemo(platform, demo);
    countDemoStart(settings.data);
  }
  opened.defer(() => platform.queue.stop(stopWithinMs));
  await platform.queue.start(receivers);
  opened.defer(
    startSchedule(jobs, ({ name, topic }) => {
      const attributes = traceAttributes({ correlationId: platform.random.nonce() });
      platform.publisher
        .publish([{ topic, body: {}, attributes }])
        .catch((error: unknown) => log.error('a scheduled job was lost', { name }, error));
    }),
  );
  if (demo) opened.defer(startDemoPace(platform));
  opened.defer(startCleanUp(platform));
  print(banner({ port: server.port, host: settings.host, data: settings.data, demo: demo?.origin, made }));
  const running = opened.move();
  return { port: server.port, stop: () => running.disposeAsync() };
}

function writeLine(entry: LogEntry): void {
  process.stderr.write(`${localLogLine(entry)}\n`);
}

function ownSettings(settings: Settings): Settings {
  if (settings.platform !== 'embedded') {
    throw new ConfigError(
      `--platform: found "${settings.platform}"; allowed here: embedded (npm run test:emulators runs the other)`,
    );
  }
  // Unless told otherwise, links in mails lead to this server, whatever its port.
  const isDefault = settings.publicUrl === settingsTable.publicUrl.fallback;
  return isDefault ? { ...settings, publicUrl: `http://localhost:${settings.port}` } : settings;
}

async function openDemoShop({ demoPort, data }: Settings, clock: Clock): Promise<DemoShop> {
  try {
    return await startDemoShop({ port: demoPort, clock, firstAct: demoStarts(data) });
  } catch (error) {
    throw listenRefusal(error, { host: '127.0.0.1', port: demoPort, portFlag: '--demo-port' });
  }
}

function withDemoHosts(settings: Settings, { hosts, port }: DemoShop): Settings {
  const demoHosts = hosts.map((host) => `${host}=127.0.0.1:${port}`);
  const given = settings.hostMap === 'none' ? [] : [settings.hostMap];
  return { ...settings, hostMap: [...given, ...demoHosts].join(',') };
}
