import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSettings, settingsHelp } from '../../shared/runtime/settings.ts';
import { version } from '../../shared/runtime/version.ts';
import { endOnError } from './end-on-error.ts';
import { readSchedule } from './schedule.ts';

/** Ctrl-C reaches a command of npm twice: from the terminal, and passed on by npm. */
const onePressMs = 1_000;

const usage = `PriceHawk ${version}: watches prices, finds wrong and unusually good ones, and tells who asked.

npm start -- [flags]            run it
npm run watch -- URL            watch a page
npm run inspect -- URL|FILE     show what is read from a page, and why

`;

async function main(): Promise<void> {
  const argv = process.argv.slice(2);
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(`${usage}${settingsHelp()}\n`);
    return;
  }
  const settings = readSettings(argv, process.env);
  const jobs = readSchedule(join(fileURLToPath(new URL('../../', import.meta.url)), 'scheduler.yaml'));
  // After the checks: what only says a line ends before the whole of PriceHawk is loaded.
  const { startPriceHawk } = await import('./start.ts');
  const running = await startPriceHawk({
    settings,
    jobs,
    env: process.env,
    print: (text) => process.stdout.write(text),
  });
  let stoppingSinceMs: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
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
}

endOnError(main());
