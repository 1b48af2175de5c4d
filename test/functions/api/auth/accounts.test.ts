import { beforeEach, describe, expect, it } from 'vitest';
import { wire as dispatchNotification } from '../../../../functions/dispatch-notification/wire.ts';
import { auditEntries } from '../../../../shared/documents/audit-entry.ts';
import { fields } from '../../../../shared/documents/fields.ts';
import { subscribers } from '../../../../shared/documents/subscriber.ts';
import { users } from '../../../../shared/documents/user.ts';
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
    expect(kept).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  });

  it('with an address somebody has, in whatever case, changes nothing', async () => {
    await register(ask);
    const before = platform.people.all().length;
    const again = await ask('POST', '/api/auth/register', { email: ' ADA@Example.com', password: goodPassword });
    expect(await problemOf(again)).toEqual([409, 'address-taken']);
    expect(platform.people.all().filter(({ collection }) => collection !== 'rate-limits').length).toBe(before - 1);
  });

  it('twice at once makes one account', async () => {
    const both = await Promise.all(
      [1, 2].map(() => ask('POST', '/api/auth/register', { email: 'a@b.example', password: goodPassword })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await mailsOf(platform)).toHaveLength(1);
  });

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
      detail: 'password: a password needs at least 8 characters, an upper-case letter, a digit',
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
    const known = await forgot('ada@example.com');
    const unknown = await forgot('bob@example.com');
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
    expect(statuses).toEqual([202, 202, 202, 202, 429, 429]);
  });

  it('can be set in a browser without scripts', async () => {
    await register(ask);
    await forgot('ada@example.com');
    const mail = (await mailsOf(platform)).find(({ subject }) => subject === 'Choose a new password');
    const page = await ask('GET', `/api/auth/reset?token=${mail?.token}`);
    expect(await page.text()).toContain(`value="${mail?.token}"`);
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
