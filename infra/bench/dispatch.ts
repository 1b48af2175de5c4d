import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { deals } from '../../shared/documents/deal.ts';
import { offers } from '../../shared/documents/offer.ts';
import { changeSubscribers } from '../../shared/domain/audience/change-subscriber.ts';
import { newSubscriber } from '../../shared/domain/audience/new-subscriber.ts';
import { sealSubscriberEmail } from '../../shared/domain/audience/subscriber-email.ts';
import { dealConfirmed } from '../../shared/messages/deal-confirmed.ts';
import { builtInRetailers } from '../../shared/retailers/built-in.ts';
import { createFieldCipher } from '../../shared/runtime/field-cipher.ts';
import { createPublish } from '../../shared/runtime/publish.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import { startResendServer } from '../../test/servers/resend.ts';
import { askingOffer } from '../../test/support/asking-offer.ts';
import { embeddedPlatform } from '../local/embedded-platform.ts';
import { benchDataKeys } from './bench-keys.ts';

// One deal told to 10,000 subscribers by mail while the server is killed 20 times at random, against a mail service that
// takes 5 requests a second and knows a key for 24 hours, as Resend does. Who was killed while sending is found when its
// lease of 150 seconds has ended. `npm run bench:dispatch -- [subscribers, default 10000] [kills, default 20]`.

const subscriberCount = Number(process.argv[2] ?? 10_000);
const kills = Number(process.argv[3] ?? 20);
const longestLifeMs = 3_500;
const folder = mkdtempSync(join(tmpdir(), 'pricehawk-bench-'));
const mails = await startResendServer({ requestsPerSecond: 5 });

await seed();
const startMs = performance.now();
for (let kill = 0; kill < kills; kill++) {
  const server = startServer();
  await said(server, 'ready');
  await setTimeout(Math.random() * longestLifeMs);
  const gone = once(server, 'exit');
  server.kill('SIGKILL');
  await gone;
}
const last = startServer();
await said(last, 'done');
const seconds = (performance.now() - startMs) / 1_000;
last.kill('SIGKILL');

const times = new Map<string, number>();
for (const { to } of mails.sent) times.set(to, (times.get(to) ?? 0) + 1);
const twice = [...times.values()].filter((each) => each > 1).length;
const row = (name: string, value: string, goal = '') =>
  console.log(`| ${name.padEnd(34)} | ${goal.padStart(6)} | ${value.padStart(9)} |`);
row('', 'measured', 'goal');
row('subscribers who asked for the deal', String(subscriberCount));
row('times the server was killed', String(kills));
row('told', String(times.size));
row('never told', String(subscriberCount - times.size), '0');
row('told twice', String(twice), '0');
row('requests to the mail service', String(mails.requests.length));
row('seconds in all', seconds.toFixed(0));
await mails.close();
rmSync(folder, { recursive: true });
process.exit(times.size === subscriberCount && twice === 0 ? 0 : 1);

function startServer(): ChildProcess {
  return fork(fileURLToPath(new URL('dispatch-server.ts', import.meta.url)), [folder, mails.origin], {
    stdio: 'inherit',
  });
}

async function said(server: ChildProcess, word: string): Promise<void> {
  for (;;) {
    const [message] = await once(server, 'message');
    if (message === word) return;
  }
}

/** The subscribers with their index, the offer that asks the price, the deal, and the message that it is confirmed. */
async function seed(): Promise<void> {
  const platform = embeddedPlatform({
    settings: { ...readSettings([], {}), data: folder },
    secrets: { get: async () => undefined },
    retailers: builtInRetailers,
    readPage: () => Promise.reject(new Error('no page is read here')),
    sink: () => {},
  });
  const { catalogue, people, publisher, clock, random } = platform;
  const cipher = createFieldCipher(benchDataKeys, random);
  const nowMs = clock.nowMs();
  const everybody = Array.from({ length: subscriberCount }, (_, n) => ({
    id: `subscriber-${n}`,
    change: () =>
      newSubscriber({
        email: sealSubscriberEmail(`subscriber-${n}`, `reader-${n}@mail.example`, cipher),
        locale: 'en-GB',
        timeZone: 'Europe/Berlin',
        tier: 'pro',
        filter: { keywords: ['kettle'] },
        unsubscribeToken: `token-${n}`,
        createdAtMs: n,
      }),
  }));
  for (let i = 0; i < everybody.length; i += 400) {
    await people.transaction((read) => changeSubscribers(read, everybody.slice(i, i + 400)));
  }
  const price = { minor: 2_490, currency: 'EUR' };
  await catalogue.write([
    offers.create('kettle', askingOffer(price)),
    deals.create('deal', {
      offerId: 'kettle',
      retailerId: 'generic',
      retailerName: 'Kettle House',
      title: 'Brook kettle 1.7 l',
      url: 'https://kettle.example/p/1',
      kind: 'deal',
      price,
      medianMinor: 4_999,
      low30Minor: 3_999,
      discount: 0.5,
      reasons: ['deal-rule'],
      observedAtMs: nowMs,
      confirmedAtMs: nowMs,
      retractedAtMs: null,
    }),
  ]);
  await createPublish(publisher, { correlationId: 'bench' })(dealConfirmed, [{ dealId: 'deal' }]);
  await platform.close();
}
