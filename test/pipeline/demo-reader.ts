import { expect } from 'vitest';
import type { EmbeddedPlatform } from '../../infra/local/embedded-platform.ts';
import { type OutboxEntry, outboxEntries } from '../../shared/adapters/outbox.ts';
import { changeSubscriber } from '../../shared/domain/audience/change-subscriber.ts';
import { defaultDeliveryRules } from '../../shared/domain/audience/delivery-rules.ts';
import type { PushEndpoint } from '../servers/push-endpoint.ts';
import { apiOf, bearer, register } from '../support/account-holder.ts';

const email = 'ada@example.com';

/** Somebody who signs up, confirms the address, allows pushes in a browser and chooses these shops, all over the API. */
export async function signUpForDemo(platform: EmbeddedPlatform, pushes: PushEndpoint, retailerIds: readonly string[]) {
  const { queue, people, outboxFolder } = platform;
  const ask = apiOf(platform);
  const mails = async (): Promise<readonly OutboxEntry[]> =>
    (await outboxEntries(outboxFolder, 1_000)).filter(({ mail }) => mail.to === email);
  const { token, userId } = await register(ask, email);
  await queue.idle();
  const [confirmation] = await mails();
  const [, link = ''] = /\?token=(\S+)/.exec(confirmation?.mail.text ?? '') ?? [];
  const done = [await ask('POST', '/api/auth/verify', { token: link })];
  const browser = pushes.subscribe();
  done.push(await ask('PUT', '/api/me/destinations/push', browser, bearer(token)));
  const { quietHours, ...delivery } = { ...defaultDeliveryRules, coolDownHours: 0 };
  const chosen = { active: true, locale: 'en-GB', timeZone: 'Europe/Berlin', filter: { retailerIds } };
  const preferences = { ...chosen, delivery: { ...delivery, quietHours } };
  done.push(await ask('PUT', '/api/preferences', preferences, bearer(token)));
  expect(done.map(({ status }) => status)).toEqual([200, 200, 200]);
  // The free tier hears a quarter of an hour later, when the price of a demo is gone.
  await people.transaction((read) =>
    changeSubscriber(read, userId, (before) => before && { ...before, tier: 'pro' as const }),
  );
  return {
    /** Mails about deals, as the outbox keeps them. */
    dealMails: async () => (await mails()).filter(({ mail }) => 'List-Unsubscribe' in mail.headers),
    /** Of every push that reached the browser. */
    pushTitles: () => pushes.waiting(browser).map(({ payload }): string => JSON.parse(payload).title),
    /** The one click of the mail client (RFC 8058). */
    stop: async ({ mail }: OutboxEntry) => {
      const [, path = ''] = /<https?:\/\/[^/]+([^>]+)>/.exec(mail.headers['List-Unsubscribe'] ?? '') ?? [];
      expect((await ask('POST', path, 'List-Unsubscribe=One-Click')).status).toBe(200);
    },
  };
}
