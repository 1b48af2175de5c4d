import { setTimeout } from 'node:timers/promises';
import { dispatches } from '../../shared/documents/dispatch.ts';
import { heldPages } from '../../shared/documents/held-page.ts';
import { releaseRequested } from '../../shared/messages/release-requested.ts';
import { builtInRetailers } from '../../shared/retailers/built-in.ts';
import { createPublish } from '../../shared/runtime/publish.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import { embeddedPlatform } from '../local/embedded-platform.ts';
import { wireFunctions } from '../local/wire-functions.ts';
import { benchDataKeys } from './bench-keys.ts';

// PriceHawk as bench:dispatch runs and kills it: every function and the queue, with a scheduler that ticks every second.
// `node infra/bench/dispatch-server.ts DATA MAIL_SERVICE`. Tells its parent `ready`, and `done` when nothing is left.

const [, , data = '', resendUrl = ''] = process.argv;
const secrets: Readonly<Record<string, string>> = { RESEND_API_KEY: 're_test', DATA_KEYS: benchDataKeys };
const platform = embeddedPlatform({
  settings: { ...readSettings([], {}), data, resendUrl },
  secrets: { get: async (name) => secrets[name] },
  retailers: builtInRetailers,
  readPage: () => Promise.reject(new Error('no page is read here')),
  sink: () => {},
});
const { people, queue, publisher } = platform;
await queue.start(wireFunctions(platform).receivers);
process.send?.('ready');

const publish = createPublish(publisher, { correlationId: 'bench' });
const isLeft = async () => {
  const from = { range: { min: 0 }, limit: 1 };
  const found = await Promise.all([
    dispatches.find(people, 'due', from),
    heldPages.find(people, 'due', { ...from, equal: { as: 'single' } }),
    heldPages.find(people, 'due', { ...from, equal: { as: 'digest' } }),
  ]);
  return found.some((each) => each.length > 0);
};
do {
  await publish(releaseRequested, [{}]);
  await setTimeout(1_000);
  await queue.idle();
} while (await isLeft());
process.send?.('done');
