import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pageWorkers } from '../../shared/adapters/page-workers.ts';
import { systemClock } from '../../shared/adapters/system.ts';
import { withOwnRetailers } from '../../shared/domain/offer/with-own-retailers.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { builtInRetailers } from '../../shared/retailers/built-in.ts';
import { type LogEntry, type LogSink, localLogLine } from '../../shared/runtime/log.ts';
import type { Settings } from '../../shared/runtime/settings.ts';
import { banner } from './banner.ts';
import { startCleanUp } from './clean-up.ts';
import { loadDemo, openDemoShop, startDemoPace, withDemoHosts } from './demo.ts';
import { countDemoStart, demoStarts } from './demo-starts.ts';
import { embeddedPlatform, openLocalDatabase } from './embedded-platform.ts';
import { checkInstalledChrome } from './installed-chrome.ts';
import { localSecrets } from './local-secrets.ts';
import { startLocalServer } from './local-server.ts';
import { withOwnAddress } from './own-address.ts';
import { ownRetailers } from './own-retailers.ts';
import { publishOnSchedule, type ScheduledJob } from './schedule.ts';
import { wireFunctions } from './wire-functions.ts';

export interface Running {
  readonly port: number;
  /** Finishes or gives back what is being worked on, then closes everything. */
  stop(): Promise<void>;
}

const stopWithinMs = 8_000;

export interface StartOptions {
  readonly settings: Settings;
  readonly jobs: readonly ScheduledJob[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly print: (text: string) => void;
}

interface TestOptions {
  readonly sink?: LogSink;
  readonly clock?: Clock;
  /** Shortens the queue's durations in tests. */
  readonly timeScale?: number;
}

/**
 * Runs PriceHawk on this machine: platform, functions, scheduler, server and, unless switched off, the demo. A start that
 * fails leaves nothing running.
 *
 * @throws ConfigError or DatabaseRefusedError: one line that says what its user can mend
 */
export async function startPriceHawk(options: StartOptions & TestOptions): Promise<Running> {
  const { jobs, env, print, sink = writeLine, clock = systemClock, timeScale = 1 } = options;
  const given = withOwnAddress(options.settings);
  checkInstalledChrome(given);
  const own = await ownRetailers(given);
  await using opened = new AsyncDisposableStack();

  // Before anything else: there is one server for each file, and it may be running.
  const database = openLocalDatabase(given);
  opened.defer(() => database.close());
  const { secrets, made } = localSecrets(join(given.data, 'secrets.json'), env);
  const demo = given.demo ? await openDemoShop(given, { clock, firstAct: demoStarts(given.data) }) : undefined;
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
  opened.defer(() => platform.letGo());
  await platform.queue.start(receivers);
  opened.defer(publishOnSchedule(jobs, platform));
  if (demo) opened.defer(startDemoPace(platform));
  opened.defer(startCleanUp(platform));
  print(banner({ port: server.port, host: settings.host, data: settings.data, demo: demo?.origin, made }));
  const running = opened.move();
  return { port: server.port, stop: () => running.disposeAsync() };
}

function writeLine(entry: LogEntry): void {
  process.stderr.write(`${localLogLine(entry)}\n`);
}
