import { beforeEach, describe, expect, it } from 'vitest';
import { wire as dispatchNotification } from '../../../../functions/dispatch-notification/wire.ts';
import { auditEntries } from '../../../../shared/documents/audit-entry.ts';
import { fields } from '../../../../shared/documents/fields.ts';
import { subscribers } from '../../../../shared/documents/subscriber.ts';
import { users } from '../../../../shared/documents/user.ts';
import { withOpenEmail } from '../../../../shared/domain/audience/subscriber-email.ts';
import {
  type Ask,
  apiOf,
  bearer,
  goodPassword,
  holdingOf,
  login,
  mailsOf,
  register,
  verifyAll,
} from '../../../support/account-holder.ts';
import { jsonOf, problemOf } from '../../../support/answers.ts';
import { testCipher } from '../../../support/test-cipher.ts';
import { type TestPlatform, testPlatform } from '../../../support/test-platform.ts';

let platform: TestPlatform;
let ask: Ask;
beforeEach(() => {
  platform = testPlatform();
  ask = apiOf(platform);
});

const audited = async () =>
  (await auditEntries.find(platform.people, 'newest', { limit: 100 })).map(({ value }) => value.action).reverse();
const csrf = { 'x-pricehawk-csrf': '1' };
const refresh = (cookie: string, headers = csrf) => ask('POST', '/api/auth/refresh', undefined, { cookie, ...headers });

describe('signing up', () => {
  it('gives an account, a session and one mail; confirmed, the account hears of deals', async () => {
    const { userId, user, token } = await register(ask);
    expect(user).toMatchObject({
      email: 'ada@example.com',
      name: 'Ada',
      isBetaUser: false,
      isVerified: false,
      role: 'user',
    });
    expect((await subscribers.get(platform.people, userId))?.value).toMatchObject({ active: false });
    const [mail, ...others] = await mailsOf(platform);
    expect([mail?.to, others]).toEqual(['ada@example.com', []]);
    expect(platform.published.map(({ topic }) => topic)).toEqual(['notification-requested']);
    expect((await ask('POST', '/api/auth/verify', { token: mail?.token })).status).toBe(200);
    expect(await jsonOf(await ask('GET', '/api/me', undefined, bearer(token)))).toMatchObject({ isVerified: true });
    expect((await subscribers.get(platform.people, userId))?.value).toMatchObject({ active: true });
    expect(await problemOf(await ask('POST', '/api/auth/verify', { token: mail?.token }))).toEqual([400, 'link-over']);
  });

  it('keeps nothing of address, name and password that could be read', async () => {
    const { userId } = await register(ask);
    const kept = JSON.stringify(await users.get(platform.people, userId));
    expect(kept).not.toMatch(/ada|example\.com|Correct-Horse/i);
    expect(kept).toContain('$argon2id$v=19$m=8,t=1,p=1$');
  });

  it('with an address somebody has, in whatever case, is answered like any other, and told to its owner alone', async () => {
    const owner = await register(ask);
    await verifyAll(platform, ask);
    const sign = (email: string) => ask('POST', '/api/auth/register', { email, password: 'Another-Horse-9' });
    const [taken, free] = [
      await holdingOf(await sign(' ADA@Example.com'), 201),
      await holdingOf(await sign('bob@example.com'), 201),
    ];
    const { id: _, ...takenView } = taken.user;
    const { id: __, ...freeView } = free.user;
    expect({ ...takenView, email: '' }).toEqual({ ...freeView, email: '' });
    const written = (userId: string) =>
      platform.people
        .all()
        .filter(({ id, data }) => [id, data.userId].includes(userId))
        .map(({ collection }) => collection)
        .sort();
    expect(written(taken.userId)).toEqual(written(free.userId).filter((name) => name !== 'one-time-tokens'));
    for (const holder of [taken, free]) {
      expect((await ask('GET', '/api/me', undefined, bearer(holder.token))).status).toBe(200);
      expect((await ask('GET', '/api/preferences', undefined, bearer(holder.token))).status).toBe(200);
      expect((await ask('POST', '/api/me/verification', undefined, bearer(holder.token))).status).toBe(202);
    }
    expect((await holdingOf(await login(ask, 'ada@example.com', 'Another-Horse-9'))).userId).toBe(taken.userId);
    expect((await holdingOf(await login(ask))).userId).toBe(owner.userId);
    const mails = await mailsOf(platform);
    expect(mails.filter(({ to }) => to === 'ada@example.com').map(({ subject }) => subject)).toEqual([
      'Confirm your email address',
      'You already have an account',
      'You already have an account',
    ]);
    await verifyAll(platform, ask);
    expect(await jsonOf(await ask('GET', '/api/me', undefined, bearer(taken.token)))).toMatchObject({
      isVerified: false,
    });
  });

  it('twice with one address makes two accounts that wait; the first to confirm it gets it', async () => {
    const first = await register(ask);
    const second = await register(ask, 'ada@example.com', 'Another-Horse-9');
    expect(second.userId).not.toBe(first.userId);
    await verifyAll(platform, ask);
    const verified = await Promise.all(
      [first, second].map(
        async ({ token }) => (await jsonOf(await ask('GET', '/api/me', undefined, bearer(token)))).isVerified,
      ),
    );
    expect(verified.toSorted()).toEqual([false, true]);
  });

  it('again at once with the same password is the same account, and no second mail', async () => {
    const first = await register(ask);
    expect((await register(ask)).userId).toBe(first.userId);
    expect(await mailsOf(platform)).toHaveLength(1);
  });

  it.each(['Ada\u0007', 'Ada\nof Lovelace', '\u202eadA', 'A\u2066da', 'Ada\u2028B'])(
    'takes no name with what is not seen: %j',
    async (name) => {
      const body = { email: 'ada@example.com', password: goodPassword, name };
      const answer = await ask('POST', '/api/auth/register', body);
      expect([answer.status, String((await jsonOf(answer)).detail)]).toEqual([
        400,
        expect.stringMatching(/^name: a name without control characters/),
      ]);
    },
  );

  it.each<readonly [unknown, number, string]>([
    [{}, 400, 'invalid-input'],
    [{ email: 'ada', password: goodPassword }, 400, 'invalid-input'],
    [{ email: 'ada@example.com', password: 'short1A' }, 400, 'invalid-input'],
    [{ email: 'ada@example.com', password: 'x'.repeat(900) }, 400, 'invalid-input'],
    [{ email: 'ada@example.com', password: 12345678 }, 400, 'invalid-input'],
    [{ email: 'ada@example.com', password: goodPassword, role: 'admin' }, 400, 'invalid-input'],
    [{ email: 'ada@example.com', password: goodPassword, name: ' ' }, 400, 'invalid-input'],
    ['{', 400, 'invalid-json'],
    [`{"email":"${'a'.repeat(100_000)}"}`, 413, 'too-large'],
  ])('refuses %j and makes nothing', async (body, status, type) => {
    expect(await problemOf(await ask('POST', '/api/auth/register', body))).toEqual([status, type]);
    expect(platform.people.all().filter(({ collection }) => collection === 'users')).toEqual([]);
  });

  it('says what a password lacks', async () => {
    const answer = await ask('POST', '/api/auth/register', { email: 'a@b.example', password: 'abc' });
    expect(await answer.json()).toMatchObject({
      detail:
        'password: a password needs at least 8 characters, an upper-case letter, a digit (all the rules: at least 8 characters, at most 200 characters, an upper-case letter, a lower-case letter, a digit)',
    });
  });

  it('is possible ten times an hour from one address', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++) {
      statuses.push((await ask('POST', '/api/auth/register', { email: 'not one', password: 'x' })).status);
    }
    expect(statuses.filter((status) => status === 429)).toHaveLength(2);
    const refused = await ask('POST', '/api/auth/register', {});
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(refused.headers.get('ratelimit-policy')).toBe('"register";q=10;w=3600');
    const allowed = await ask('GET', '/health');
    expect(allowed.headers.get('ratelimit')).toMatch(/^"read";r=\d+;t=\d+$/);
    const elsewhere = { 'x-test-address': '198.51.100.7' };
    expect((await ask('POST', '/api/auth/register', {}, elsewhere)).status).toBe(400);
  });

  it('is for invited addresses only while the beta lasts', async () => {
    platform = testPlatform({ flags: ['--beta-mode'] });
    ask = apiOf(platform);
    const answer = await ask('POST', '/api/auth/register', { email: 'a@b.example', password: goodPassword });
    expect(await problemOf(answer)).toEqual([403, 'beta-only']);
  });
});

describe('a mail about an account', () => {
  it('is handed over once, although its reader wants to hear of no deals, and although its message comes twice', async () => {
    const mails: string[] = [];
    const receive = dispatchNotification({
      ...platform,
      outbox: {
        send: async (sent) => {
          mails.push(...sent.map(({ to }) => to));
          return { type: 'accepted', providerIds: sent.map(() => 'p') };
        },
      },
    });
    await register(ask);
    const [message] = platform.published;
    if (!message) throw new Error('nothing was published');
    for (let i = 0; i < 2; i++) {
      const { topic, attributes, body } = message;
      const text = JSON.stringify(body);
      expect(await receive({ id: `m${i}`, topic, attributes, text, publishedAtMs: 0 })).toBe('ack');
    }
    expect(mails).toEqual(['ada@example.com']);
  });
});

describe('a bus that cannot be reached', () => {
  it('keeps nobody from signing up, and their mail waits to be handed over', async () => {
    platform.publishFails = new Error('no bus');
    await register(ask);
    expect(await mailsOf(platform)).toMatchObject([{ to: 'ada@example.com', subject: 'Confirm your email address' }]);
  });
});

describe('signing in', () => {
  it('answers alike for a wrong password and for an address nobody has', async () => {
    await register(ask);
    const wrong = await login(ask, 'ada@example.com', 'Wrong-Horse-9');
    const unknown = await login(ask, 'bob@example.com', 'Wrong-Horse-9');
    expect([wrong.status, await wrong.json()]).toEqual([401, await unknown.json()]);
    await holdingOf(await login(ask, 'ADA@example.com'));
  });

  it('is slowed down for one address whoever tries, known or not, and says so alike', async () => {
    await register(ask);
    for (const email of ['ada@example.com', 'bob@example.com']) {
      const statuses: number[] = [];
      for (let i = 0; i < 7; i++) {
        statuses.push((await login(ask, email, 'Wrong-Horse-9', { 'x-test-address': `203.0.113.${i}` })).status);
      }
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    }
    expect(await problemOf(await login(ask))).toEqual([429, 'too-many-attempts']);
    platform.clock.advance(2_000);
    await holdingOf(await login(ask));
    expect((await login(ask, 'ada@example.com', 'Wrong-Horse-9')).status).toBe(401);
  });

  it('of who only waits for an address forgets no guess at its owner made meanwhile', async () => {
    await register(ask);
    await verifyAll(platform, ask);
    await register(ask, 'ada@example.com', 'Another-Horse-9');
    const from = (i: number) => ({ 'x-test-address': `203.0.113.${i}` });
    const guess = (i: number) => login(ask, 'ada@example.com', 'Wrong-Horse-9', from(i));
    const waiter = () => login(ask, 'ada@example.com', 'Another-Horse-9', from(100));
    // Two passwords are looked at for who waits, as for a guess: the guesses are counted before either has ended.
    const [mine, ...guesses] = await Promise.all([waiter(), ...[1, 2, 3, 4].map(guess)]);
    expect([mine.status, guesses.map(({ status }) => status)]).toEqual([200, [401, 401, 401, 401]]);
    expect(await problemOf(await guess(5))).toEqual([429, 'too-many-attempts']);
  });

  it('of a suspended account is refused, to whoever knows its password only', async () => {
    const { userId, token } = await register(ask);
    await platform.people.write([users.update(userId, fields({ state: 'suspended' }))]);
    expect(await problemOf(await login(ask))).toEqual([403, 'account-suspended']);
    expect(await problemOf(await login(ask, 'ada@example.com', 'Wrong-Horse-9'))).toEqual([401, 'wrong-credentials']);
    expect(await problemOf(await ask('GET', '/api/me', undefined, bearer(token)))).toEqual([401, 'unauthorised']);
  });
});

describe('a session', () => {
  it('goes on with its cookie, which scripts and other sites never get', async () => {
    const answer = await ask('POST', '/api/auth/register', { email: 'a@b.example', password: goodPassword });
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__session=[^;]+; Path=\/api\/auth; Max-Age=\d+; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { cookie } = await holdingOf(answer, 201);
    platform.clock.advance(16 * 60_000);
    const next = await holdingOf(await refresh(cookie));
    expect((await ask('GET', '/api/me', undefined, bearer(next.token))).status).toBe(200);
  });

  it('ends when an old cookie comes again: somebody has a copy', async () => {
    const { cookie, token } = await register(ask);
    const second = await holdingOf(await refresh(cookie));
    platform.clock.advance(11_000);
    expect(await problemOf(await refresh(cookie))).toEqual([401, 'session-over']);
    expect(await problemOf(await refresh(second.cookie))).toEqual([401, 'session-over']);
    for (const each of [token, second.token]) {
      expect((await ask('GET', '/api/me', undefined, bearer(each))).status).toBe(401);
    }
    expect(await audited()).toEqual(['refresh-token-reused']);
  });

  it('gives two tabs that ask at once the same next cookie', async () => {
    const { cookie } = await register(ask);
    const both = await Promise.all([refresh(cookie), refresh(cookie)]);
    const cookies = await Promise.all(both.map(async (each) => (await holdingOf(each)).cookie));
    expect(new Set(cookies).size).toBe(1);
  });

  it('is not used by a page of another site, nor by a form', async () => {
    const { cookie } = await register(ask);
    expect(await problemOf(await refresh(cookie, {} as typeof csrf))).toEqual([403, 'csrf']);
    const foreign = { ...csrf, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    expect(await problemOf(await refresh(cookie, foreign))).toEqual([403, 'unknown-origin']);
    await holdingOf(await refresh(cookie, { ...csrf, 'sec-fetch-site': 'same-origin' } as typeof csrf));
  });

  it('ends at once when signed out, by token or by cookie', async () => {
    const first = await register(ask);
    expect((await ask('POST', '/api/auth/logout', undefined, bearer(first.token))).status).toBe(204);
    expect((await ask('GET', '/api/me', undefined, bearer(first.token))).status).toBe(401);
    expect((await refresh(first.cookie)).status).toBe(401);
    const second = await holdingOf(await login(ask));
    expect((await ask('POST', '/api/auth/logout', undefined, { cookie: second.cookie, ...csrf })).status).toBe(204);
    expect((await ask('GET', '/api/me', undefined, bearer(second.token))).status).toBe(401);
  });

  it('is listed to its owner, who may end it; nobody else can', async () => {
    const here = await register(ask);
    const there = await holdingOf(await login(ask));
    const other = await register(ask, 'bob@example.com');
    const list = async (token: string) =>
      (await jsonOf(await ask('GET', '/api/me/sessions', undefined, bearer(token)))).items;
    const shown = await list(here.token);
    expect(shown).toHaveLength(2);
    expect(JSON.stringify(shown).match(/"isThisOne":true/g)).toHaveLength(1);
    const ids = JSON.parse(JSON.stringify(shown)).map(({ id }: { id: string }) => id);
    for (const id of ids) {
      expect((await ask('DELETE', `/api/me/sessions/${id}`, undefined, bearer(other.token))).status).toBe(404);
    }
    expect(new Set(await audited())).toEqual(new Set(['reached-for-session']));
    const others = JSON.parse(JSON.stringify(shown)).find((each: { isThisOne: boolean }) => !each.isThisOne);
    expect((await ask('DELETE', `/api/me/sessions/${others.id}`, undefined, bearer(here.token))).status).toBe(204);
    expect((await ask('GET', '/api/me', undefined, bearer(there.token))).status).toBe(401);
    expect(await list(here.token)).toHaveLength(1);
  });
});

describe('a forgotten password', () => {
  const forgot = (email: string) => ask('POST', '/api/auth/forgot', { email });

  it('is set anew with the mail, once; every session ends, and a mail says so', async () => {
    const { token } = await register(ask);
    expect((await forgot('ada@example.com')).status).toBe(202);
    const mail = (await mailsOf(platform)).find(({ subject }) => subject === 'Choose a new password');
    const reset = (password: string) => ask('POST', '/api/auth/reset', { token: mail?.token, password });
    expect(await problemOf(await reset('weak'))).toEqual([400, 'invalid-input']);
    expect((await reset('New-Horse-10')).status).toBe(200);
    expect(await problemOf(await reset('Newer-Horse-11'))).toEqual([400, 'link-over']);
    expect((await ask('GET', '/api/me', undefined, bearer(token))).status).toBe(401);
    expect((await login(ask)).status).toBe(401);
    await holdingOf(await login(ask, 'ada@example.com', 'New-Horse-10'));
    expect((await mailsOf(platform)).map(({ subject }) => subject)).toContain('Your password was changed');
  });

  it('is answered alike for an address nobody has, with no mail', async () => {
    await register(ask);
    const asked = async (email: string) => {
      const before = platform.published.length;
      const answer = await forgot(email);
      return Object.assign(answer, { published: platform.published.length - before });
    };
    const known = await asked('ada@example.com');
    const unknown = await asked('bob@example.com');
    // Publishing takes time, which whoever asks could measure.
    expect(unknown.published).toBe(known.published);
    expect([known.status, await known.json()]).toEqual([unknown.status, await unknown.json()]);
    expect((await mailsOf(platform)).map(({ to }) => to)).not.toContain('bob@example.com');
  });

  it('is good for an hour, and no confirmation link', async () => {
    await register(ask);
    const [confirmation] = await mailsOf(platform);
    await forgot('ada@example.com');
    const mail = (await mailsOf(platform)).find(({ subject }) => subject === 'Choose a new password');
    expect(
      await problemOf(await ask('POST', '/api/auth/reset', { token: confirmation?.token, password: goodPassword })),
    ).toEqual([400, 'link-over']);
    expect(await problemOf(await ask('POST', '/api/auth/verify', { token: mail?.token }))).toEqual([400, 'link-over']);
    platform.clock.advance(3_600_000);
    expect(
      await problemOf(await ask('POST', '/api/auth/reset', { token: mail?.token, password: goodPassword })),
    ).toEqual([400, 'link-over']);
  });

  it('sends one mailbox four mails an hour at most, whoever asks', async () => {
    await register(ask);
    const statuses: number[] = [];
    for (let i = 0; i < 6; i++) {
      statuses.push(
        (await ask('POST', '/api/auth/forgot', { email: 'ada@example.com' }, { 'x-test-address': `203.0.113.${i}` }))
          .status,
      );
    }
    // The one to confirm the address was the first.
    expect(statuses).toEqual([202, 202, 202, 429, 429, 429]);
  });

  it('can be set in a browser without scripts', async () => {
    await register(ask);
    await forgot('ada@example.com');
    const mail = (await mailsOf(platform)).find(({ subject }) => subject === 'Choose a new password');
    const page = await ask('GET', `/api/auth/reset?token=${mail?.token}`);
    const text = await page.text();
    expect(text).toContain(`value="${mail?.token}"`);
    expect(text).toContain('an upper-case letter, a lower-case letter, a digit');
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
      origin: 'null',
    };
    const done = await ask('POST', '/api/auth/reset', `token=${mail?.token}&password=New-Horse-10`, headers);
    expect(await done.text()).toContain('Your new password is set');
    await holdingOf(await login(ask, 'ada@example.com', 'New-Horse-10'));
    const hostile = await ask('GET', '/api/auth/verify?token=%22%3E%3Cscript%3Ealert(1)%3C/script%3E');
    expect(await hostile.text()).not.toContain('<script>');
  });
});

describe('another address', () => {
  const told = async (userId: string) => {
    const subscriber = await subscribers.get(platform.people, userId);
    return subscriber && withOpenEmail(subscriber, testCipher).value;
  };
  const change = (token: string, email: string, currentPassword = goodPassword) =>
    ask('POST', '/api/me/email', { email, currentPassword }, bearer(token));
  const confirm = async (to: string) => {
    const mail = (await mailsOf(platform)).find((each) => each.to === to);
    return ask('POST', '/api/auth/address', { token: mail?.token });
  };

  it('is confirmed first; then it opens the account and gets its mails, and the old one is told', async () => {
    const { token, userId } = await register(ask);
    await verifyAll(platform, ask);
    expect(await problemOf(await change(token, 'countess@example.com', 'Wrong-Horse-9'))).toEqual([
      403,
      'wrong-credentials',
    ]);
    await ask('POST', '/api/auth/forgot', { email: 'ada@example.com' });
    const old = (await mailsOf(platform)).find(({ subject }) => subject === 'Choose a new password');
    expect((await change(token, 'countess@example.com')).status).toBe(202);
    expect((await holdingOf(await login(ask))).userId).toBe(userId);
    expect((await told(userId))?.email).toBe('ada@example.com');

    expect((await confirm('countess@example.com')).status).toBe(200);
    expect((await login(ask)).status).toBe(401);
    expect((await holdingOf(await login(ask, 'countess@example.com'))).userId).toBe(userId);
    expect(await told(userId)).toMatchObject({
      email: 'countess@example.com',
      active: true,
    });
    expect((await mailsOf(platform)).map(({ to, subject }) => `${to}: ${subject}`)).toContain(
      'ada@example.com: Your email address was changed',
    );
    expect(await problemOf(await confirm('countess@example.com'))).toEqual([400, 'link-over']);
    // What was sent to the old mailbox opens nothing any more.
    const body = { token: old?.token, password: 'New-Horse-10' };
    expect(await problemOf(await ask('POST', '/api/auth/reset', body))).toEqual([400, 'link-over']);
    // And the old address is free.
    await register(ask);
    await verifyAll(platform, ask);
    await holdingOf(await login(ask));
  });

  it('of somebody else is answered alike, changes nothing, and is told to its owner alone', async () => {
    await register(ask, 'bob@example.com');
    const { token } = await register(ask);
    await verifyAll(platform, ask);
    const [taken, free] = [await change(token, 'bob@example.com'), await change(token, 'free@example.com')];
    expect([taken.status, await taken.json()]).toEqual([free.status, await free.json()]);
    const mail = (await mailsOf(platform)).find(
      ({ to, subject }) => to === 'bob@example.com' && subject === 'You already have an account',
    );
    expect(await problemOf(await ask('POST', '/api/auth/address', { token: mail?.token }))).toEqual([400, 'link-over']);
  });

  it('that becomes somebody’s meanwhile stays theirs', async () => {
    const { token } = await register(ask);
    await verifyAll(platform, ask);
    await change(token, 'free@example.com');
    const mail = (await mailsOf(platform)).find(({ to }) => to === 'free@example.com');
    const other = await register(ask, 'free@example.com', 'Another-Horse-9');
    await verifyAll(platform, ask);
    expect(await problemOf(await ask('POST', '/api/auth/address', { token: mail?.token }))).toEqual([400, 'link-over']);
    expect((await holdingOf(await login(ask, 'free@example.com', 'Another-Horse-9'))).userId).toBe(other.userId);
    await holdingOf(await login(ask));
  });

  it('that was asked for under a password changed since comes to nothing, by whichever way it was changed', async () => {
    const { token } = await register(ask);
    await verifyAll(platform, ask);
    await change(token, 'eve@example.com');
    await ask('POST', '/api/auth/forgot', { email: 'ada@example.com' });
    const mail = (await mailsOf(platform)).find(({ subject }) => subject === 'Choose a new password');
    await ask('POST', '/api/auth/reset', { token: mail?.token, password: 'New-Horse-10' });
    expect(await problemOf(await confirm('eve@example.com'))).toEqual([400, 'link-over']);

    const again = await holdingOf(await login(ask, 'ada@example.com', 'New-Horse-10'));
    await change(again.token, 'eva@example.com', 'New-Horse-10');
    const passwords = { currentPassword: 'New-Horse-10', password: goodPassword };
    await ask('POST', '/api/me/password', passwords, bearer(again.token));
    expect(await problemOf(await confirm('eva@example.com'))).toEqual([400, 'link-over']);
    await holdingOf(await login(ask));
  });

  it('is the one asked for last', async () => {
    const { token, userId } = await register(ask);
    await verifyAll(platform, ask);
    await change(token, 'countes@example.com');
    await change(token, 'countess@example.com');
    expect(await problemOf(await confirm('countes@example.com'))).toEqual([400, 'link-over']);
    expect((await confirm('countess@example.com')).status).toBe(200);
    expect((await told(userId))?.email).toBe('countess@example.com');
  });

  it('corrects one that was mistyped, and nothing is sent to the wrong one', async () => {
    const { token, userId } = await register(ask, 'aad@example.com');
    await change(token, 'ada@example.com');
    expect((await confirm('ada@example.com')).status).toBe(200);
    expect(await told(userId)).toMatchObject({
      email: 'ada@example.com',
      active: true,
    });
    expect((await mailsOf(platform)).filter(({ to }) => to === 'aad@example.com')).toHaveLength(1);
  });
});

describe('an account', () => {
  it('changes its name and password, and keeps the session that did', async () => {
    const { token } = await register(ask);
    const other = await holdingOf(await login(ask));
    expect(await jsonOf(await ask('PATCH', '/api/me', { name: 'Countess' }, bearer(token)))).toMatchObject({
      name: 'Countess',
    });
    const change = (currentPassword: string) =>
      ask('POST', '/api/me/password', { currentPassword, password: 'New-Horse-10' }, bearer(token));
    expect(await problemOf(await change('wrong'))).toEqual([403, 'wrong-credentials']);
    expect((await change(goodPassword)).status).toBe(204);
    expect((await ask('GET', '/api/me', undefined, bearer(token))).status).toBe(200);
    expect((await ask('GET', '/api/me', undefined, bearer(other.token))).status).toBe(401);
    expect((await login(ask)).status).toBe(401);
  });

  it('makes keys for programs once its address is confirmed; each does what it was made for until revoked', async () => {
    const { token } = await register(ask);
    const make = (scopes: readonly string[]) =>
      ask('POST', '/api/me/api-keys', { name: 'Script', scopes }, bearer(token));
    expect(await problemOf(await make(['account:read']))).toEqual([403, 'forbidden']);
    await verifyAll(platform, ask);
    const made = await jsonOf(await make(['account:read']));
    const key = bearer(String(made.key));
    expect(JSON.stringify(platform.people.all())).not.toContain(String(made.key).split('.')[1]);
    expect(await jsonOf(await ask('GET', '/api/me', undefined, key))).toMatchObject({ email: 'ada@example.com' });
    expect(await problemOf(await ask('PATCH', '/api/me', { name: 'X' }, key))).toEqual([403, 'forbidden']);
    expect(
      await problemOf(await ask('POST', '/api/me/api-keys', { name: 'X', scopes: ['account:read'] }, key)),
    ).toEqual([403, 'forbidden']);
    const listed = JSON.stringify(await jsonOf(await ask('GET', '/api/me/api-keys', undefined, bearer(token))));
    expect(listed).toMatch(/"lastUsedAt":"2026/);
    expect(listed).not.toContain('phk_');
    expect((await ask('DELETE', `/api/me/api-keys/${made.id}`, undefined, bearer(token))).status).toBe(204);
    expect((await ask('GET', '/api/me', undefined, key)).status).toBe(401);
    expect((await audited()).sort()).toEqual(['api-key-made', 'api-key-revoked']);
  });

  it('writes forged credentials down, and slows down who sends many', async () => {
    const { token } = await register(ask);
    const forged = `${token.slice(0, -3)}AAA`;
    const statuses: number[] = [];
    for (let i = 0; i < 32; i++) statuses.push((await ask('GET', '/api/me', undefined, bearer(forged))).status);
    expect([statuses.filter((status) => status === 401).length, statuses.at(-1)]).toEqual([30, 429]);
    expect(new Set(await audited())).toEqual(new Set(['bad-credentials']));
    expect(JSON.stringify(platform.people.all())).not.toContain('192.0.2.1');
  });
});
