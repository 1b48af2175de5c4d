import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wire as wireAdmin } from '../../../functions/admin/wire.ts';
import { wire as wireDispatch } from '../../../functions/dispatch-notification/wire.ts';
import { wire } from '../../../functions/webhooks/wire.ts';
import { auditEntries } from '../../../shared/documents/audit-entry.ts';
import { notifications } from '../../../shared/documents/notification.ts';
import { subscribers } from '../../../shared/documents/subscriber.ts';
import { type ResendServer, resendEvent, startResendServer, svixHeaders } from '../../servers/resend.ts';
import { apiOf, bearer, goodPassword, mailsOf, register, verifyAll } from '../../support/account-holder.ts';
import { jsonOf, problemOf } from '../../support/answers.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { adminSecret, testPlatform } from '../../support/test-platform.ts';

const secret = `whsec_${Buffer.from('a-signing-secret-of-the-tests').toString('base64')}`;
const email = 'ada@example.com';
let server: ResendServer;
beforeEach(async () => {
  server = await startResendServer();
});
afterEach(() => server.close());

/** Somebody with an account whose first mail is on its way, on a platform with Resend behind it. */
async function reader(secrets: Readonly<Record<string, string>> = { RESEND_WEBHOOK_SECRETS: secret }) {
  // Signatures are checked against the real time.
  const clock = new ManualClock(Date.now(), { autoAdvance: true });
  const flags = ['--resend-url', server.origin, '--rate-limit-scale', '1000'];
  const platform = testPlatform({ flags, secrets: { RESEND_API_KEY: 're_test', ...secrets }, clock });
  const ask = apiOf(platform);
  const { userId, token } = await register(ask, email);
  const dispatch = wireDispatch(platform);
  const handOver = async () => {
    for (const { topic, body, attributes } of platform.published.splice(0)) {
      const message = { id: 'm', topic, text: JSON.stringify(body), attributes, publishedAtMs: 0 };
      expect(await dispatch(message)).toBe('ack');
    }
  };
  await verifyAll(platform, ask);
  await handOver();
  const [mail] = server.sent;
  if (!mail) throw new Error('no mail was sent');
  const app = wire(platform);
  const admin = wireAdmin(platform);
  const deliver = (event: unknown, headers?: Record<string, string>) => {
    const body = JSON.stringify(event);
    return app.request('/webhooks/resend', {
      method: 'POST',
      body,
      headers: headers ?? svixHeaders(body, secret, Date.now()),
    });
  };
  return {
    platform,
    ask,
    userId,
    token,
    mail,
    handOver,
    deliver,
    tell: async (type: string, more: Readonly<Record<string, unknown>> = {}) =>
      expect((await deliver(resendEvent(mail, type, clock.nowMs(), more))).status).toBe(200),
    operator: (method: string, path: string, body?: object) =>
      admin.request(path, {
        method,
        headers: bearer(adminSecret),
        ...(body ? { body: JSON.stringify(body) } : {}),
      }),
    notification: async () => {
      const found = await notifications.find(platform.people, 'ofSubscriber', {
        equal: { subscriberId: userId },
        limit: 9,
      });
      return found.at(-1)?.value;
    },
    subscriber: async () => (await subscribers.get(platform.people, userId))?.value,
    me: async () => jsonOf(await ask('GET', '/api/me', undefined, bearer(token))),
  };
}

const hardBounce = { bounce: { type: 'Permanent', subType: 'General', message: 'no such mailbox' } };
const softBounce = { bounce: { type: 'Transient', subType: 'MailboxFull', message: 'full' } };

describe('news of a mail', () => {
  it('are kept with the notification it tells of, and counted for the day of the mail', async () => {
    const ada = await reader();
    for (const type of ['email.opened', 'email.delivered', 'email.clicked', 'email.delivered']) await ada.tell(type);
    await ada.tell('email.sent');
    expect(Object.keys((await ada.notification())?.mail ?? {}).sort()).toEqual(['clicked', 'delivered', 'opened']);
    const told = await ada.ask('GET', '/api/notifications', undefined, bearer(ada.token));
    expect(await jsonOf(told)).toMatchObject({ items: [{ kind: 'account', mail: { opened: expect.any(String) } }] });
    expect(await jsonOf(await ada.operator('GET', '/admin/mail'))).toMatchObject({
      items: [{ counts: { delivered: 1, opened: 1, clicked: 1, complained: 0 }, openRate: 1, complaintRate: 0 }],
    });
    expect((await ada.me()).mailOff).toBeNull();
  });

  it('in any order, and however often, come to the same end', async () => {
    const ada = await reader();
    const begun = ada.platform.people.all();
    const nowMs = ada.platform.clock.nowMs();
    const events = [
      resendEvent(ada.mail, 'email.delivery_delayed', nowMs + 1),
      resendEvent(ada.mail, 'email.delivered', nowMs + 2),
      resendEvent(ada.mail, 'email.opened', nowMs + 3),
      resendEvent(ada.mail, 'email.opened', nowMs + 4),
      resendEvent(ada.mail, 'email.bounced', nowMs + 5, hardBounce),
      resendEvent(ada.mail, 'email.complained', nowMs + 6),
    ];
    const life = async (order: readonly number[]) => {
      ada.platform.people.restore(begun);
      for (const i of order) expect((await ada.deliver(events[i])).status).toBe(200);
      return Object.fromEntries(
        ada.platform.people.all().map(({ collection, id, data }) => [`${collection}/${id}`, data]),
      );
    };
    const expected = await life([...events.keys()]);
    const order = fc
      .tuple(
        fc.shuffledSubarray([...events.keys()], { minLength: events.length }),
        fc.array(fc.nat(events.length - 1), { maxLength: 6 }),
      )
      .map(([all, again]) => [...again, ...all, ...again]);
    await fc.assert(
      fc.asyncProperty(order, async (drawn) => {
        expect(await life(drawn)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
    expect((await ada.subscriber())?.mailOff).toEqual({ reason: 'complained', sinceMs: nowMs + 6 });
  });
});

describe('an address that gives mails back for good, or reports one as spam', () => {
  it.each([
    ['email.bounced', hardBounce, 'bounced'],
    ['email.suppressed', { suppressed: { type: 'OnAccountSuppressionList', message: 'x' } }, 'bounced'],
    ['email.complained', {}, 'complained'],
  ])('gets none any more after %s, and its owner sees why', async (type, more, reason) => {
    const ada = await reader();
    expect((await ada.subscriber())?.indexed).not.toBeNull();
    await ada.tell(type, more);
    expect(await ada.me()).toMatchObject({ mailOff: { reason, since: expect.any(String) } });
    const tried = await ada.ask('POST', '/api/me/destinations/email/test', undefined, bearer(ada.token));
    expect(await problemOf(tried)).toEqual([409, 'address-suppressed']);
    // Mail was the only way to tell them of deals.
    expect((await ada.subscriber())?.indexed).toBeNull();
    const before = server.sent.length;
    await ada.ask('POST', '/api/auth/forgot', { email });
    await ada.handOver();
    expect(server.sent).toHaveLength(before);
  });

  it('goes on getting them after a passing bounce', async () => {
    const ada = await reader();
    await ada.tell('email.bounced', softBounce);
    expect((await ada.me()).mailOff).toBeNull();
    expect((await ada.notification())?.mail).toHaveProperty('bounced');
  });

  it('is no address to make an account with, until an operator lifts it', async () => {
    const ada = await reader();
    await ada.tell('email.bounced', hardBounce);
    await ada.operator('DELETE', `/api/admin/users/${ada.userId}`);
    const again = () => ada.ask('POST', '/api/auth/register', { email, password: goodPassword });
    expect(await problemOf(await again())).toEqual([409, 'address-suppressed']);
    const byOperator = await ada.operator('POST', '/api/admin/users', { email });
    expect(await problemOf(byOperator)).toEqual([409, 'address-suppressed']);
    expect(await jsonOf(await ada.operator('POST', '/api/admin/suppressions/find', { email }))).toMatchObject({
      reason: 'bounced',
    });
    expect((await ada.operator('POST', '/api/admin/suppressions/lift', { email })).status).toBe(204);
    expect((await again()).status).toBe(201);
  });

  it('has its mails back once an operator lifts it, which is written down, and loses them by the next bounce', async () => {
    const ada = await reader();
    await ada.tell('email.bounced', hardBounce);
    const lift = () => ada.operator('POST', '/api/admin/suppressions/lift', { email });
    expect((await lift()).status).toBe(204);
    expect((await ada.me()).mailOff).toBeNull();
    expect((await ada.subscriber())?.indexed).not.toBeNull();
    expect(await problemOf(await lift())).toEqual([404, 'not-found']);
    const [entry] = await auditEntries.find(ada.platform.people, 'ofTarget', {
      equal: { target: `user:${ada.userId}` },
      limit: 1,
    });
    expect(entry?.value).toMatchObject({ action: 'suppression-lifted', actor: 'operator' });
    ada.platform.clock.advance(60_000);
    await ada.tell('email.bounced', hardBounce);
    expect((await ada.me()).mailOff).toMatchObject({ reason: 'bounced' });
  });
});

describe('bad input', () => {
  it('that is not signed, or long ago, changes nothing, is told so and written down', async () => {
    const ada = await reader();
    const event = resendEvent(ada.mail, 'email.complained', Date.now());
    const body = JSON.stringify(event);
    const wrongSecret = `whsec_${Buffer.from('another-secret-of-the-tests').toString('base64')}`;
    const forgeries = [
      {},
      svixHeaders(body, wrongSecret, Date.now()),
      svixHeaders(`${body} `, secret, Date.now()),
      svixHeaders(body, secret, Date.now() - 6 * 60_000),
    ];
    for (const headers of forgeries) {
      expect(await problemOf(await ada.deliver(event, headers))).toEqual([400, 'forged-signature']);
    }
    expect((await ada.me()).mailOff).toBeNull();
    expect((await ada.notification())?.mail).toBeUndefined();
    const written = await auditEntries.find(ada.platform.people, 'newest', { limit: 10 });
    expect(written.map(({ value }) => [value.action, value.details])).toEqual(
      forgeries.map(() => ['webhook-forged', { service: 'resend' }]),
    );
  });

  it('where no secret is configured is said to be so, and comes again', async () => {
    const ada = await reader({});
    const event = resendEvent(ada.mail, 'email.delivered', Date.now());
    expect(await problemOf(await ada.deliver(event))).toEqual([503, 'not-configured']);
  });

  it('of a mail nobody knows is taken, and a secret that was changed still counts', async () => {
    const older = `whsec_${Buffer.from('an-older-secret-of-the-tests').toString('base64')}`;
    const ada = await reader({ RESEND_WEBHOOK_SECRETS: `${older},${secret}` });
    for (const value of ['nobody-knows', '__proto__', '../no id']) {
      const unknown = { ...ada.mail, tags: [{ name: 'notification', value }] };
      expect((await ada.deliver(resendEvent(unknown, 'email.opened', Date.now()))).status).toBe(200);
    }
    expect((await mailsOf(ada.platform)).length).toBe(0);
  });
});
