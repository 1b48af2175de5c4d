import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { embeddedPlatform } from '../../infra/local/embedded-platform.ts';
import { wireFunctions } from '../../infra/local/wire-functions.ts';
import { outboxEntries } from '../../shared/adapters/outbox.ts';
import { deals } from '../../shared/documents/deal.ts';
import { offers } from '../../shared/documents/offer.ts';
import { changeSubscriber } from '../../shared/domain/audience/change-subscriber.ts';
import { dealConfirmed } from '../../shared/messages/deal-confirmed.ts';
import { builtInRetailers } from '../../shared/retailers/built-in.ts';
import { createPublish } from '../../shared/runtime/publish.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import { kettleDeal } from '../functions/dispatch-notification/hall-of-subscribers.ts';
import { goodPassword, holdingOf } from '../support/account-holder.ts';
import { askingOffer } from '../support/asking-offer.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

const email = 'ada.lovelace@private.example';
const secrets: Readonly<Record<string, string>> = {
  ADMIN_SECRET: 'the-admin-secret-of-this-test',
  SESSION_KEYS: 'session-key-of-this-very-test',
  DATA_KEYS: 'data-key-of-this-very-test-01',
};

it('keeps no address in plain text: not in the file of the database, not in the log', async () => {
  const data = folder.path;
  const logged: unknown[] = [];
  const platform = embeddedPlatform({
    settings: { ...readSettings([], {}), data },
    secrets: { get: async (name) => secrets[name] },
    retailers: builtInRetailers,
    readPage: () => Promise.reject(new Error('no page is read here')),
    sink: (entry) => logged.push(entry),
  });
  const { people, catalogue, queue, publisher, outboxFolder, clock } = platform;
  const { receivers, apps } = wireFunctions(platform);
  const ask = async (path: string, body: object) =>
    apps.api?.request(path, { method: 'POST', body: JSON.stringify(body) }) ?? new Response();
  await queue.start(receivers);
  const registered = await ask('/api/auth/register', { email, password: goodPassword, name: 'Ada Lovelace' });
  const { userId } = await holdingOf(registered, 201);
  await queue.idle();
  const [confirmation] = await outboxEntries(outboxFolder);
  const [, token] = /\?token=(\S+)/.exec(confirmation?.mail.text ?? '') ?? [];
  expect((await ask('/api/auth/verify', { token })).status).toBe(200);
  await ask('/api/auth/login', { email, password: 'not-the-password' });
  await people.transaction((read) =>
    changeSubscriber(read, userId, (before) => before && { ...before, tier: 'pro' as const }),
  );
  const nowMs = clock.nowMs();
  await catalogue.write([
    deals.create('deal', { ...kettleDeal, observedAtMs: nowMs, confirmedAtMs: nowMs }),
    offers.create(kettleDeal.offerId, askingOffer(kettleDeal.price)),
  ]);
  await createPublish(publisher, { correlationId: 'c' })(dealConfirmed, [{ dealId: 'deal' }]);
  await queue.idle();
  expect((await outboxEntries(outboxFolder)).map(({ mail }) => mail.to)).toEqual([email, email]);

  // Still open: what is in the log of the database is part of it.
  const files = readdirSync(data).filter((name) => name !== 'outbox');
  expect(files.some((name) => name.startsWith('pricehawk.sqlite'))).toBe(true);
  const named = /private\.example|Lovelace/i;
  for (const name of files.filter((each) => each.includes('sqlite'))) {
    expect(readFileSync(join(data, name), 'latin1').match(named)?.[0], name).toBeUndefined();
  }
  expect(logged.length).toBeGreaterThan(0);
  expect(JSON.stringify(logged)).not.toMatch(named);
  await queue.stop(5_000);
  await platform.close();
});
