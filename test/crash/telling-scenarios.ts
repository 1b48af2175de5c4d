import { deals } from '../../shared/documents/deal.ts';
import { fields } from '../../shared/documents/fields.ts';
import { newUser, newUserWrites } from '../../shared/domain/account/new-user.ts';
import type { Destination } from '../../shared/domain/alert/destination.ts';
import { type DeliveryRules, defaultDeliveryRules } from '../../shared/domain/audience/delivery-rules.ts';
import { notificationIdOf } from '../../shared/domain/dispatch/notification-id.ts';
import { confirmedDeal } from './confirmed-deal.ts';
import type { Scenario, Stage } from './scenario.ts';

const rules = (changes: Partial<DeliveryRules>) => ({ delivery: { ...defaultDeliveryRules, ...changes } });
const daily = rules({ digest: { every: 'daily', atHour: 8 } });

/** These deals are confirmed, one right after the other. */
async function confirm(stage: Stage, ...numbers: readonly number[]): Promise<void> {
  for (const number of numbers) {
    await confirmedDeal(stage, number);
    stage.publish('deal-confirmed', { dealId: `deal-${number}` });
  }
  await stage.drain();
}

/** A deal proves wrong, as far as telling people of it goes. */
async function retract(stage: Stage, number: number): Promise<void> {
  const { catalogue, clock } = stage.outside;
  await catalogue.write([deals.update(`deal-${number}`, fields({ retractedAtMs: clock.nowMs() }))]);
  stage.publish('deal-retracted', { dealId: `deal-${number}` });
  await stage.drain();
}

/** Somebody with an account, whose address leads to them. */
async function withAccount({ outside: { people, clock }, cipher }: Stage, userId: string, email: string) {
  const nowMs = clock.nowMs();
  const about = { userId, email, name: null, nowMs };
  const user = newUser(about, { passwordHash: null, isBetaUser: false, emailVerifiedAtMs: nowMs }, cipher);
  await people.write(newUserWrites(about, user, cipher));
}

const webhookSecret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const everyChat: readonly Destination[] = [
  { channel: 'discord', url: 'https://discord.com/api/webhooks/123/abc' },
  { channel: 'slack', url: 'https://hooks.slack.com/services/T1/B1/xyz' },
  { channel: 'telegram', chatId: '12' },
  { channel: 'ntfy', url: 'https://ntfy.sh/my-deals' },
  { channel: 'webhook', url: 'https://hook.example/hook', secret: webhookSecret },
];
const keylessHosts = ['discord.com', 'hooks.slack.com', 'api.telegram.org', 'ntfy.sh'];

/** However a function is killed: over each of these somebody is told once, or perhaps was, which is left to the operator. */
const onceOrPerhaps = (certain: readonly string[], hosts: readonly string[]): string[][] => {
  const told = (host: string) => [
    ['dispatches sent', `message over ${host}`],
    ['dead-letters open', 'dispatches unknown', `message over ${host}`],
    ['dead-letters open', 'dispatches unknown'],
  ];
  return hosts
    .reduce((ends, host) => ends.flatMap((end) => told(host).map((way) => [...end, ...way])), [[...certain]])
    .map((end) => end.sort());
};
const hook = ['dispatches sent', 'message over hook.example'];

/** Whom is told later, otherwise, or no more. */
export const tellingScenarios: readonly Scenario[] = [
  {
    name: 'deals that wait for a digest, one of which proves wrong meanwhile',
    about: ['select-audience', 'release-due', 'dispatch-notification'],
    ends: ['dispatches sent', 'dispatches sent', 'mail to ada@example.com', 'push to ada'],
    play: async (stage) => {
      await stage.subscriber('ada', { ...daily, devices: 1 });
      await confirm(stage, 1, 2);
      await retract(stage, 2);
    },
  },
  {
    name: 'a deal told in a digest that proves wrong afterwards',
    about: ['select-audience', 'dispatch-notification'],
    ends: ['dispatches sent', 'dispatches sent', 'mail to ada@example.com', 'mail to ada@example.com'],
    play: async (stage) => {
      await stage.subscriber('ada', daily);
      await confirm(stage, 1, 2);
      await stage.letThingsComeDue();
      stage.waitUntil(Date.UTC(2026, 0, 16, 12));
      await retract(stage, 1);
    },
  },
  {
    name: 'digests that wait for the mail service, while a deal of theirs proves wrong',
    about: ['select-audience', 'release-due'],
    // Killed while it sends, a dispatch may have been sent, and is corrected rather than made anew.
    spared: ['dispatch-notification'],
    ends: ['dispatches sent', 'dispatches split', 'mail to ada@example.com', 'mail to bob@example.com'],
    play: async (stage) => {
      await stage.subscriber('ada', daily);
      await stage.subscriber('bob', { ...daily, filter: { keywords: ['kettle'] } });
      await confirm(stage, 1, 2);
      stage.outside.mails.faults.push(...Array(30).fill({ type: 'instead', answer: { status: 429 } }));
      stage.waitUntil(Date.UTC(2026, 0, 16, 7));
      await stage.release();
      stage.outside.mails.faults.length = 0;
      await retract(stage, 1);
    },
  },
  {
    name: 'deals told after quiet hours, or after the delay of the free tier',
    about: ['select-audience', 'release-due', 'dispatch-notification'],
    ends: ['dispatches sent', 'dispatches sent', 'mail to ada@example.com', 'mail to bob@example.com'],
    play: async (stage) => {
      await stage.subscriber('ada', rules({ quietHours: { fromMinute: 12 * 60, toMinute: 15 * 60 } }));
      await stage.subscriber('bob', { tier: 'free' });
      await confirm(stage, 1);
    },
  },
  {
    name: 'more deals than a day holds: the rest comes in a digest',
    about: ['dispatch-notification', 'release-due'],
    // Which of them is too much depends on which is told first.
    ends: ['dispatches sent', 'dispatches sent', 'mail to ada@example.com', 'mail to ada@example.com'],
    play: async (stage) => {
      await stage.subscriber('ada', rules({ mostPerDay: 1 }));
      await confirm(stage, 1);
      await confirm(stage, 2);
    },
  },
  {
    name: 'a channel that fails, and the one that takes its place',
    about: ['dispatch-notification'],
    ends: ['dead-letters open', 'dispatches failed', 'dispatches sent', 'mail to ada@example.com'],
    play: async (stage) => {
      await stage.subscriber('ada', { ...rules({ channels: ['push'], fallbackChannels: ['email'] }), devices: 1 });
      stage.dropDevices('ada');
      await confirm(stage, 1);
    },
  },
  {
    name: 'a mail that arrives, is opened and reported as spam: the next deal comes another way',
    about: ['webhooks'],
    ends: ['dispatches sent', 'dispatches sent', 'mail to ada@example.com', 'push to ada'],
    play: async (stage) => {
      const to = 'ada@example.com';
      await stage.subscriber('ada', { ...rules({ channels: ['email'], fallbackChannels: ['push'] }), devices: 1 });
      await withAccount(stage, 'ada', to);
      await confirm(stage, 1);
      const notificationId = notificationIdOf({ kind: 'deal', dealId: 'deal-1', channel: 'email' }, 'ada');
      const atMs = stage.outside.clock.nowMs();
      for (const event of ['opened', 'complained', 'delivered', 'complained']) {
        const news = { event, atMs, notificationId, to: [to], isForGood: false };
        await stage.request('webhooks', 'POST', '/webhooks/resend', news);
      }
      await confirm(stage, 2);
    },
  },
  {
    name: 'a deal told in every chat and to a webhook: nobody reads it twice',
    about: ['dispatch-notification'],
    ends: onceOrPerhaps(hook, keylessHosts)[0] ?? [],
    mayEnd: onceOrPerhaps(hook, keylessHosts),
    play: async (stage) => {
      await stage.subscriber('ada', {
        ...rules({ channels: ['discord', 'slack', 'telegram', 'ntfy', 'webhook'] }),
        chats: everyChat,
      });
      await confirm(stage, 1);
    },
  },
  {
    name: 'a chat that is gone, and the mail that takes its place',
    about: ['dispatch-notification'],
    ends: ['dead-letters open', 'dispatches failed', 'dispatches sent', 'mail to ada@example.com'],
    // Killed before it could say so, nobody knows that nothing was shown.
    mayEnd: [['dead-letters open', 'dispatches unknown']],
    play: async (stage) => {
      await stage.subscriber('ada', {
        ...rules({ channels: ['discord'], fallbackChannels: ['email'] }),
        chats: [{ channel: 'discord', url: 'https://discord.com/api/webhooks/123/gone' }],
      });
      await confirm(stage, 1);
    },
  },
  {
    name: 'somebody who is erased after they were told of a deal together with others',
    about: ['admin', 'release-due'],
    ends: ['dispatches sent', 'mail to ada@example.com', 'mail to bob@example.com'],
    play: async (stage) => {
      await stage.subscriber('ada');
      await stage.subscriber('bob');
      await withAccount(stage, 'ada', 'ada@example.com');
      await confirm(stage, 1);
      await stage.request('admin', 'DELETE', '/api/admin/users/ada');
    },
  },
  {
    name: 'a second deal of an offer that somebody has just been told of',
    about: ['select-audience', 'dispatch-notification'],
    ends: ['dispatches sent', 'mail to ada@example.com'],
    play: async (stage) => {
      const { catalogue } = stage.outside;
      await stage.subscriber('ada');
      await confirm(stage, 1);
      await confirmedDeal(stage, 2);
      await catalogue.write([deals.update('deal-2', fields({ offerId: 'offer-1' }))]);
      stage.publish('deal-confirmed', { dealId: 'deal-2' });
      await stage.drain();
    },
  },
];
