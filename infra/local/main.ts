import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSettings, settingsHelp } from '../../shared/runtime/settings.ts';
import { version } from '../../shared/runtime/version.ts';
import { endOnError } from './end-on-error.ts';
import { readSchedule } from './schedule.ts';
import type { Running } from './start.ts';

/** Ctrl-C reaches a command of npm twice: from the terminal, and passed on by npm. */
const onePressMs = 1_000;

const usage = `PriceHawk ${version}: watches prices, finds wrong and unusually good ones, and tells who asked.

npm start -- [flags]            run it
npm run watch -- URL            watch a page
npm run inspect -- URL|FILE     show what is read from a page, and why
npm run explain -- ANOMALY_ID   show why a price was believed or not
npm run retailer:new -- ID URL  draft the file of a shop
npm run seed -- --admin ADDRESS make the first administrator

`;

async function main(): Promise<void> {
  const argv = process.argv.slice(2);
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(`${usage}${settingsHelp()}\n`);
    return;
  }
  const settings = readSettings(argv, process.env);
  const jobs = readSchedule(join(fileURLToPath(new URL('../../', import.meta.url)), 'scheduler.yaml'));
  let running: Running | undefined;
  let stoppingSinceMs: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // Nothing is lost while it starts. Ending by itself, it takes along the processes it has started.
      if (!running) process.exit(130);
      if (stoppingSinceMs !== undefined) {
        // The second Ctrl-C of an impatient operator ends it at once; nothing is lost by that either.
        if (Date.now() - stoppingSinceMs > onePressMs) process.exit(130);
        return;
      }
      stoppingSinceMs = Date.now();
      process.stdout.write('\nStopping …\n');
      running.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
          process.exit(1);
        },
      );
    });
  }
  // After the checks: what only says a line ends before the whole of PriceHawk is loaded. And each place loads only what
  // it needs: one machine no package of Google Cloud.
  const start =
    settings.platform === 'emulator'
      ? (await import('./emulators/start-on-emulators.ts')).startOnEmulators
      : (await import('./start.ts')).startPriceHawk;
  running = await start({ settings, jobs, env: process.env, print: (text) => process.stdout.write(text) });
}

endOnError(main());
