import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMessageDelivery } from '../../shared/adapters/message-delivery.ts';
import { type Destination, destination } from '../../shared/domain/alert/destination.ts';
import {
  dealNotice,
  digestNotice,
  messageBodies,
  ownNotice,
  retractionNotice,
} from '../../shared/domain/alert/render-message.ts';
import { type ChatServices, startChatServices } from '../servers/chat-services.ts';
import { deadOrigin } from '../servers/local-server.ts';
import { ManualClock } from '../support/manual-clock.ts';

const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const destinations = {
  discord: { channel: 'discord', url: 'https://discord.com/api/webhooks/123/abc' },
  slack: { channel: 'slack', url: 'https://hooks.slack.com/services/T1/B1/xyz' },
  telegram: { channel: 'telegram', chatId: '12' },
  ntfy: { channel: 'ntfy', url: 'https://ntfy.sh/my-deals', accessToken: 'tk_1' },
  webhook: { channel: 'webhook', url: 'https://hook.example/hook', secret },
} as const satisfies Record<Destination['channel'], Destination>;
const everywhere = Object.values(destinations);
const chats = everywhere.filter(({ channel }) => channel !== 'webhook');

const reader = {
  locale: 'en-GB',
  timeZone: 'Europe/Berlin',
  unsubscribeUrl: 'https://pricehawk.example/stop/1',
  preferencesUrl: 'https://pricehawk.example/preferences',
};
const hostileDeal = {
  title: '*Lamp* @everyone <!channel> | [free](https://evil.example) & <b>"bold"</b>\n# Heading',
  retailerName: '<@1> & Sons',
  url: 'https://lamps.example/p/1?a=1&b=2',
  kind: 'glitch',
  price: { minor: 990, currency: 'EUR' },
  medianMinor: 9_900,
  low30Minor: 8_900,
  seenAtMs: Date.UTC(2026, 0, 15, 12),
  reasons: ['deal-rule'],
} as const;
const bodyFor = ({ channel }: Destination, message = dealNotice('deal-1', hostileDeal, reader)) =>
  JSON.stringify(messageBodies[channel](message));

describe('a message', () => {
  let services: ChatServices;
  beforeAll(async () => {
    services = await startChatServices();
  });
  beforeEach(() => {
    services.shown.length = 0;
    services.requests.length = 0;
    services.faults.length = 0;
  });
  afterAll(() => services.close());

  const send = (to: Destination, options: { readonly token?: string | undefined; readonly body?: string } = {}) =>
    createMessageDelivery({
      clock: new ManualClock(undefined, { autoAdvance: true }),
      telegramBotToken: 'token' in options ? options.token : '42:token',
      allowedHosts: { ...services.hosts, 'dead.example': new URL(deadOrigin).host },
    }).send(to, options.body ?? bodyFor(to), 'notification-1', new AbortController().signal);

  it.each(everywhere)('of a deal with a hostile title is shown over $channel', async (to) => {
    expect(destination.parse(to)).toEqual(to);
    expect(await send(to)).toMatchObject({ type: 'accepted' });
    expect(services.shown).toHaveLength(1);
  });

  it('mentions nobody and lets a page write no markup of its own', () => {
    const discord = bodyFor(destinations.discord);
    expect(JSON.parse(discord)).toMatchObject({ allowed_mentions: { parse: [] } });
    expect(JSON.parse(discord).embeds[0].title).toContain('\\@everyone');
    expect(bodyFor(destinations.slack)).not.toMatch(/<!channel>|<@1>/);
    expect(bodyFor(destinations.telegram)).toContain('&lt;b&gt;');
  });

  it.each(everywhere)('of any other kind is shown over $channel', async (to) => {
    const longest = { ...hostileDeal, title: '*_<@'.repeat(60), url: `https://lamps.example/${'x'.repeat(170)}` };
    const deals = Array.from({ length: 30 }, (_, i) => ({ id: `deal-${i}`, deal: longest }));
    const messages = [
      ownNotice('test', reader.unsubscribeUrl, '2026-01-15T12:00:00.000Z'),
      retractionNotice('deal-1', hostileDeal, reader),
      digestNotice('digest-1', deals, reader),
    ];
    for (const message of messages) {
      expect(await send(to, { body: bodyFor(to, message) }), message.title).toMatchObject({ type: 'accepted' });
    }
  });

  it('blames the operator, and no reader, for a bot Telegram does not know', async () => {
    const outcome = await send(destinations.telegram, { token: '42:other' });
    expect(outcome).toMatchObject({ type: 'unavailable', reason: expect.stringContaining('TELEGRAM_BOT_TOKEN') });
  });

  it('to a webhook is signed over id, time and body, and keeps its id when it is sent again', async () => {
    services.faults.push({ type: 'hung-up' });
    expect(await send(destinations.webhook)).toMatchObject({ type: 'accepted' });
    expect(services.requests).toHaveLength(2);
    for (const { headers, body } of services.requests) {
      const signed = `notification-1.${headers['webhook-timestamp']}.${body.toString()}`;
      const signature = createHmac('sha256', Buffer.alloc(24, 7)).update(signed).digest('base64');
      expect(headers).toMatchObject({ 'webhook-id': 'notification-1', 'webhook-signature': `v1,${signature}` });
    }
  });

  it.each(chats)('over $channel is not sent again when nobody can tell whether it was shown', async (to) => {
    services.faults.push({ type: 'hung-up' });
    expect(await send(to)).toMatchObject({ type: 'unknown' });
    expect(services.requests).toHaveLength(1);
  });

  it.each(chats)(
    'over $channel was sent once the service says so, however the rest of the answer fares',
    async (to) => {
      services.faults.push({ type: 'torn-answer' });
      expect(await send(to)).toMatchObject({ type: 'accepted' });
      expect(services.requests).toHaveLength(1);
    },
  );

  it.each(everywhere)('over $channel waits as long as it is told to, and is sent once', async (to) => {
    services.faults.push({ type: 'instead', answer: { status: 429, headers: { 'retry-after': '2' } } });
    expect(await send(to)).toMatchObject({ type: 'accepted' });
    expect(services.shown).toHaveLength(1);
  });

  it('says that a webhook asked too often stands for itself alone', async () => {
    for (const to of everywhere) {
      for (let i = 0; i < 4; i++) {
        services.faults.push({ type: 'instead', answer: { status: 429, headers: { 'retry-after': '86400' } } });
      }
      const ofItsOwn = to.channel === 'discord' || to.channel === 'slack';
      const outcome = await send(to);
      expect([to.channel, outcome.type, 'isOfAddress' in outcome]).toEqual([to.channel, 'unavailable', ofItsOwn]);
      services.faults.splice(0);
    }
  });

  it('to what is no more says so', async () => {
    const gone: readonly Destination[] = [
      { channel: 'discord', url: 'https://discord.com/api/webhooks/123/other' },
      { channel: 'slack', url: 'https://hooks.slack.com/services/T1/B1/other' },
      { channel: 'telegram', chatId: '13' },
      { channel: 'telegram', chatId: '14' },
      { channel: 'webhook', url: 'https://hook.example/gone', secret },
    ];
    for (const to of gone) expect(await send(to), to.channel).toMatchObject({ type: 'expired' });
  });

  it('never goes to a private address, nor follows a redirect', async () => {
    for (const url of ['https://127.0.0.1/hook', 'https://localhost/hook', 'https://metadata.google.internal/x']) {
      expect(await send({ channel: 'webhook', url, secret })).toMatchObject({ type: 'expired' });
    }
    const elsewhere = { status: 302, headers: { location: 'https://hook.example/hook' } };
    services.faults.push({ type: 'instead', answer: elsewhere });
    expect(await send(destinations.webhook)).toMatchObject({ type: 'rejected' });
    expect(services.shown).toEqual([]);
  });

  it('waits while the service cannot be reached, or the operator has no bot', async () => {
    expect(await send({ channel: 'webhook', url: 'https://dead.example/hook', secret })).toMatchObject({
      type: 'unavailable',
    });
    expect(await send(destinations.telegram, { token: undefined })).toMatchObject({ type: 'unavailable' });
    expect(services.requests).toEqual([]);
  });

  it('keeps to what Telegram takes of one bot in a second', async () => {
    const clock = new ManualClock(undefined, { autoAdvance: true });
    const startMs = clock.nowMs();
    const delivery = createMessageDelivery({ clock, telegramBotToken: '42:token', allowedHosts: services.hosts });
    const { signal } = new AbortController();
    const body = bodyFor(destinations.telegram);
    const sent = Array.from({ length: 60 }, (_, i) => delivery.send(destinations.telegram, body, `n-${i}`, signal));
    expect((await Promise.all(sent)).map(({ type }) => type)).toEqual(Array(60).fill('accepted'));
    expect(clock.nowMs() - startMs).toBeGreaterThanOrEqual(2_000);
  });

  it('names no address and no token where it tells why it failed', async () => {
    services.faults.push({ type: 'instead', answer: { status: 500, body: 'https://hooks.slack.com/services/T1' } });
    const outcome = JSON.stringify(await send(destinations.telegram));
    expect(outcome).not.toMatch(/token|https/);
  });
});

describe('a destination', () => {
  it.each([
    { channel: 'discord', url: 'https://discord.com.evil.example/api/webhooks/123/abc' },
    { channel: 'discord', url: 'http://discord.com/api/webhooks/123/abc' },
    { channel: 'slack', url: 'https://slack.com/services/T1/B1/xyz' },
    { channel: 'telegram', chatId: '1; drop' },
    { channel: 'ntfy', url: 'https://ntfy.sh/a/b' },
    { channel: 'webhook', url: 'ftp://hook.example/hook', secret },
    { channel: 'webhook', url: 'https://hook.example/hook', secret: 'whsec_short' },
    { channel: 'pager', url: 'https://hook.example/hook' },
  ])('that is none is refused: $channel $url$chatId', (given) => {
    expect(destination.safeParse(given).success).toBe(false);
  });
});
