import { describe, expect, it } from 'vitest';
import { wireFunctions } from '../../infra/local/wire-functions.ts';
import { auditEntries } from '../../shared/documents/audit-entry.ts';
import { deadLetters } from '../../shared/documents/dead-letter.ts';
import { deals } from '../../shared/documents/deal.ts';
import { dispatches } from '../../shared/documents/dispatch.ts';
import { erasures } from '../../shared/documents/erasure.ts';
import { fields } from '../../shared/documents/fields.ts';
import { heldPages } from '../../shared/documents/held-page.ts';
import { offers } from '../../shared/documents/offer.ts';
import { users } from '../../shared/documents/user.ts';
import { changeSubscriber } from '../../shared/domain/audience/change-subscriber.ts';
import { dealConfirmed } from '../../shared/messages/deal-confirmed.ts';
import { releaseRequested } from '../../shared/messages/release-requested.ts';
import type { Topic } from '../../shared/messages/topic.ts';
import type { DeliveryOutcome, Mail } from '../../shared/ports/delivery.ts';
import { createPublish } from '../../shared/runtime/publish.ts';
import { subscriptionPolicies } from '../../shared/topology.ts';
import { apiOf, bearer, goodPassword, login, register, verifyAll } from '../support/account-holder.ts';
import { idsOf, jsonOf, problemOf } from '../support/answers.ts';
import { askingOffer } from '../support/asking-offer.ts';
import { testCipher } from '../support/test-cipher.ts';
import { adminSecret, testPlatform } from '../support/test-platform.ts';
import { accepted, kettleDeal } from './dispatch-notification/hall-of-subscribers.ts';

const hourMs = 3_600_000;
const [email, others] = ['ada@example.com', 'bob@example.com'];

/** Ada and Bob have accounts, were told of a deal in one mail page each way, and wait for another; Ada has paid. */
async function town() {
  const inMemory = testPlatform({ flags: ['--rate-limit-scale', '1000'] });
  const sent: Mail[] = [];
  let answer: (mails: readonly Mail[]) => DeliveryOutcome = accepted;
  const outbox = {
    send: async (mails: readonly Mail[]) => {
      sent.push(...mails);
      return answer(mails);
    },
  };
  const platform = { ...inMemory, outbox };
  const { people, catalogue, clock, published } = platform;
  const { receivers, apps } = wireFunctions(platform);
  const happens = async <T>(topic: Topic<T>, payload: T) => {
    await createPublish(platform.publisher, { correlationId: 'c' })(topic, [payload]);
    for (let message = published.shift(); message; message = published.shift()) {
      const { topic: name, body, attributes } = message;
      for (const { functionName } of subscriptionPolicies.filter((policy) => policy.topic === name)) {
        const delivered = { id: 'm', topic: name, text: JSON.stringify(body), attributes, publishedAtMs: 0 };
        expect(await receivers[functionName]?.(delivered)).toBe('ack');
      }
    }
  };
  const ask = apiOf(platform);
  const ada = await register(ask, email);
  const bob = await register(ask, others);
  await verifyAll(platform, ask);
  for (const { userId } of [ada, bob]) {
    await people.transaction((read) =>
      changeSubscriber(read, userId, (before) => before && { ...before, tier: 'pro' as const }),
    );
  }
  const confirm = async (id: string) => {
    const value = { ...kettleDeal, offerId: id, observedAtMs: clock.nowMs(), confirmedAtMs: clock.nowMs() };
    await catalogue.write([deals.create(id, value), offers.create(id, askingOffer(value.price))]);
    await happens(dealConfirmed, { dealId: id });
  };
  const key = await jsonOf(
    await ask('POST', '/api/me/api-keys', { name: 'my program', scopes: ['account:read'] }, bearer(ada.token)),
  );
  return {
    ask,
    ada,
    bob,
    keyId: String(key.id),
    platform,
    people,
    clock,
    sent,
    confirm,
    happens,
    answerWith: (next: typeof answer) => {
      answer = next;
    },
    release: () => happens(releaseRequested, {}),
    admin: async (method: string, path: string) =>
      apps.admin?.request(path, { method, headers: bearer(adminSecret) }) ?? new Response(),
    erase: (body: object = { currentPassword: goodPassword }) =>
      ask('DELETE', '/api/me', { confirm: 'erase everything', ...body }, bearer(ada.token)),
    /** Every document of the people database in which somebody is named. */
    named: (...names: readonly string[]) =>
      people
        .all()
        .filter((each) => names.some((name) => new RegExp(`${name}(?!\\d)`).test(JSON.stringify(each))))
        .map(({ collection }) => collection),
  };
}

/** Everything that can be left of somebody: also what waits, what failed, and what is paid for. */
async function busyTown() {
  const here = await town();
  const { ada, bob, people, clock, ask } = here;
  await here.confirm('told');
  await people.transaction((read) =>
    changeSubscriber(read, ada.userId, (before) => before && { ...before, tier: 'free' as const }),
  );
  await here.confirm('waiting');
  const request = { kind: 'deal', dispatchId: 'd', dealId: 'told', channel: 'email' };
  const letter = {
    topic: 'notification-requested',
    functionName: 'dispatch-notification',
    attributes: {},
    reason: 'x',
    correlationId: null,
    state: 'open' as const,
    attempts: null,
    recordedAtMs: 1,
    settledAtMs: null,
  };
  const of = (...subscriberIds: string[]) => JSON.stringify({ ...request, subscriberIds });
  await people.write([
    deadLetters.create('both', { ...letter, messageId: '1', body: of(ada.userId, bob.userId) }),
    deadLetters.create('one', { ...letter, messageId: '2', body: of(ada.userId) }),
  ]);
  expect((await ask('POST', '/api/checkout', { tier: 'pro', billingCycle: 'monthly' }, bearer(ada.token))).status).toBe(
    200,
  );
  await ask('POST', '/api/auth/forgot', { email });
  await login(ask, email, 'not-her-password');
  await here.admin('POST', `/api/admin/users/${ada.userId}/restore`);
  clock.advance(1_000);
  return here;
}

describe('the archive', () => {
  it('has everything there is about a person, and nothing that opens an account or is of others', async () => {
    const { ask, ada, keyId, bob } = await busyTown();
    const answer = await ask('POST', '/api/me/export', undefined, bearer(ada.token));
    expect(answer.headers.get('content-disposition')).toContain('attachment');
    const text = await answer.text();
    const { data } = JSON.parse(text);
    const held = Object.entries<{ items: unknown[] }>(data).flatMap(([name, { items }]) =>
      items.length > 0 ? [name] : [],
    );
    expect(held.sort()).toEqual([
      'addresses',
      'alerts',
      'api-keys',
      'audit',
      'billing',
      'dead-letters',
      'demo-payments',
      'dispatches',
      'failed-sign-ins',
      'held-pages',
      'notifications',
      'one-time-tokens',
      'sessions',
      'subscribers',
      'tallies',
      'users',
    ]);
    expect(data.users.items).toMatchObject([{ email, name: 'Ada' }]);
    expect(data.subscribers.items).toMatchObject([{ email, tier: 'free' }]);
    expect(data['api-keys'].items).toMatchObject([{ id: keyId, name: 'my program' }]);
    expect(text).not.toMatch(/passwordHash|secretHash|unsubscribeToken|argon2|bob@/);
    expect(text).not.toContain(bob.userId);
  });

  it('is for its owner, and for those who appoint people, which is written down', async () => {
    const { ask, admin, ada, people } = await town();
    expect((await ask('POST', '/api/me/export')).status).toBe(401);
    expect(await jsonOf(await admin('POST', `/api/admin/users/${ada.userId}/export`))).toMatchObject({
      userId: ada.userId,
    });
    const written = await auditEntries.find(people, 'ofTarget', { equal: { target: ada.userId }, limit: 9 });
    expect(written.map(({ value }) => value.action)).toContain('user-exported');
  });
});

describe('erasing', () => {
  it('asks for the password, or, where there is none, for a fresh sign-in', async () => {
    const { erase, people, ada, clock, ask } = await town();
    for (const body of [{}, { currentPassword: 'wrong' }]) {
      expect(await problemOf(await erase(body))).toEqual([403, 'wrong-credentials']);
    }
    for (const body of [{ surprise: 1 }, { confirm: 'yes' }]) {
      expect(await problemOf(await erase(body))).toEqual([400, 'invalid-input']);
    }
    await people.write([users.update(ada.userId, fields({ passwordHash: null }))]);
    clock.advance(11 * 60_000);
    expect(await problemOf(await erase({}))).toEqual([403, 'sign-in-again']);
    expect((await ask('GET', '/api/me', undefined, bearer(ada.token))).status).toBe(200);
  });

  it('shuts the account at once, and leaves nothing by which anybody could be named', async () => {
    const here = await busyTown();
    const { ada, bob, keyId, people, clock, ask, erase, release, named } = here;
    const before = named(bob.userId);
    expect((await erase()).status).toBe(202);
    expect((await ask('GET', '/api/me', undefined, bearer(ada.token))).status).toBe(401);
    await release();
    clock.advance(hourMs);
    await release();
    const ids = [...testCipher.idsOf('email', email), ...testCipher.idsOf('unconfirmed', email)];
    expect(named(ada.userId, keyId, 'Ada', email, ...ids)).toEqual([]);
    // A trace of each of them is enough to find the others by.
    expect(named(bob.userId)).toEqual(before);
    expect(await erasures.find(people, 'due', { range: { min: 0 }, limit: 9 })).toEqual([]);
    const audit = await auditEntries.find(people, 'newest', { limit: 50 });
    const hers = audit.filter(({ value }) => value.actor.startsWith('erased:') || value.target?.startsWith('erased:'));
    expect(hers.map(({ value }) => value.action).sort()).toEqual(['account-erased', 'api-key-made', 'user-restored']);
    expect((await deadLetters.get(people, 'both'))?.value.body).toContain(bob.userId);
    expect(await deadLetters.get(people, 'one')).toBeUndefined();
    expect((await login(ask)).status).toBe(401);
    // Her address can have an account again, that knows nothing of the first.
    const again = await register(ask, email);
    expect(again.userId).not.toBe(ada.userId);
  });

  it('tells the others of a page that waits, and waits itself for one that is perhaps being sent', async () => {
    const here = await town();
    const { ada, bob, people, clock, sent, release, erase, named } = here;
    sent.length = 0;
    here.answerWith(() => ({ type: 'unknown', reason: 'no answer' }));
    await here.confirm('perhaps-told');
    const pages = sent.length;
    await erase();
    await release();
    clock.advance(hourMs);
    // The same mails under the same key, or none: another page under that key would be a second mail to the others.
    here.answerWith(accepted);
    await release();
    expect(
      sent
        .slice(pages)
        .map(({ to }) => to)
        .sort(),
    ).toEqual(
      sent
        .slice(0, pages)
        .map(({ to }) => to)
        .sort(),
    );
    for (let hour = 0; hour < 3; hour++) {
      clock.advance(hourMs);
      await release();
    }
    expect(named(ada.userId)).toEqual([]);
    const told = await dispatches.find(people, 'newestInState', { equal: { state: 'sent' }, limit: 9 });
    expect(told.flatMap(({ value }) => value.recipients.map(({ subscriberId }) => subscriberId))).toContain(bob.userId);
  });

  it('is done again after a restore, by the ledger beside the database', async () => {
    const here = await busyTown();
    const { ada, people, clock, erase, release, admin, named } = here;
    const backup = people.all();
    await erase();
    await release();
    people.restore(backup);
    expect(named(ada.userId)).not.toEqual([]);
    expect(await jsonOf(await admin('POST', '/admin/erasures/reapply'))).toEqual({ erased: 1, nextCursor: null });
    await release();
    clock.advance(hourMs);
    await release();
    expect(named(ada.userId)).toEqual([]);
    expect(await jsonOf(await admin('POST', '/admin/erasures/reapply'))).toEqual({ erased: 0, nextCursor: null });
  });

  it('goes on without what fails, and comes back to it', async () => {
    const here = await busyTown();
    const { ada, people, clock, erase, release, named, platform } = here;
    const put = platform.blobs.put;
    let isDown = true;
    Object.assign(platform.blobs, {
      put: async (...given: Parameters<typeof put>) => {
        if (isDown) throw new Error('the store is down');
        return put(...given);
      },
    });
    await erase();
    await release();
    expect(new Set(named(ada.userId))).toEqual(new Set(['erasures']));
    isDown = false;
    for (let hour = 0; hour < 2; hour++) {
      clock.advance(hourMs);
      await release();
    }
    expect(named(ada.userId)).toEqual([]);
    expect(await heldPages.find(people, 'due', { equal: { as: 'single' }, limit: 9 })).toEqual([]);
    expect((await idsOf(await here.admin('GET', '/api/admin/users'))).ids).toHaveLength(1);
  });
});
