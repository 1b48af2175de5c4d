import { beforeEach, describe, expect, it } from 'vitest';
import { wire } from '../../../functions/admin/wire.ts';
import { fields } from '../../../shared/documents/fields.ts';
import { subscribers } from '../../../shared/documents/subscriber.ts';
import { users } from '../../../shared/documents/user.ts';
import type { Role } from '../../../shared/domain/account/principal.ts';
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
} from '../../support/account-holder.ts';
import { idsOf, jsonOf, problemOf } from '../../support/answers.ts';
import { adminSecret, type TestPlatform, testPlatform } from '../../support/test-platform.ts';

let platform: TestPlatform;
let api: Ask;
let admin: (method: string, path: string, body?: unknown, token?: string) => Promise<Response>;
beforeEach(() => {
  platform = testPlatform();
  api = apiOf(platform);
  const app = wire(platform);
  admin = async (method, path, body, token = adminSecret) =>
    app.request(path, {
      method,
      headers: bearer(token),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
});

const person = async (email: string, role: Role = 'user') => {
  const held = await register(api, email);
  await platform.people.write([users.update(held.userId, fields({ role }))]);
  platform.clock.advance(1_000);
  return held;
};
const me = async (token: string) => (await api('GET', '/api/me', undefined, bearer(token))).status;

describe('users', () => {
  it('are listed in pages, by age, role, state and last sign-in, and found by address', async () => {
    const ada = await person('ada@example.com');
    const bob = await person('bob@example.com', 'premium');
    const eve = await person('eve@example.com');
    const first = await idsOf(await admin('GET', '/api/admin/users?limit=2'));
    const second = await idsOf(await admin('GET', `/api/admin/users?limit=2&cursor=${first.nextCursor}`));
    expect([first.ids, second.ids, second.nextCursor]).toEqual([[eve.userId, bob.userId], [ada.userId], null]);
    expect((await idsOf(await admin('GET', '/api/admin/users?role=premium'))).ids).toEqual([bob.userId]);
    await login(api, 'ada@example.com');
    expect((await idsOf(await admin('GET', '/api/admin/users?sort=lastLogin'))).ids[0]).toBe(ada.userId);
    expect(await jsonOf(await admin('POST', '/api/admin/users/find', { email: 'BOB@example.com' }))).toMatchObject({
      id: bob.userId,
      email: 'bob@example.com',
      role: 'premium',
      lastLoginAt: expect.any(String),
    });
    expect((await admin('POST', '/api/admin/users/find', { email: 'nobody@example.com' })).status).toBe(404);
    expect(await problemOf(await admin('GET', '/api/admin/users?role=premium&state=active'))).toEqual([
      400,
      'invalid-input',
    ]);
  });

  it('are shut out at once when suspended, with their keys, and let in again when restored', async () => {
    const { userId, token } = await person('ada@example.com');
    await verifyAll(platform, api);
    const made = await jsonOf(
      await api('POST', '/api/me/api-keys', { name: 'k', scopes: ['account:read'] }, bearer(token)),
    );
    expect((await admin('POST', `/api/admin/users/${userId}/suspend`, { reason: 'spam' })).status).toBe(200);
    expect([await me(token), await me(String(made.key)), (await login(api)).status]).toEqual([401, 401, 403]);
    expect((await idsOf(await admin('GET', '/api/admin/users?state=suspended'))).ids).toEqual([userId]);
    // Nor is anything told where they wanted it told, which may be abuse of somebody else's channel.
    const told = async () => (await subscribers.get(platform.people, userId))?.value;
    expect(await told()).toMatchObject({ active: true, indexed: null });
    expect((await admin('POST', `/api/admin/users/${userId}/restore`)).status).toBe(200);
    expect([await me(token), await me(String(made.key))]).toEqual([401, 200]);
    expect(await told()).toMatchObject({ active: true, indexed: { terms: expect.any(Array) } });
    await holdingOf(await login(api));
  });

  it('have a new role at once, given by a super-admin or the operator alone', async () => {
    const ada = await person('ada@example.com');
    const boss = await person('boss@example.com', 'super-admin');
    const helper = await person('helper@example.com', 'admin');
    const appoint = (token: string, role: unknown) =>
      admin('POST', `/api/admin/users/${ada.userId}/role`, { role }, token);
    expect(await problemOf(await appoint(helper.token, 'admin'))).toEqual([403, 'forbidden']);
    expect(await problemOf(await appoint(boss.token, 'emperor'))).toEqual([400, 'invalid-input']);
    expect((await admin('GET', '/api/admin/users', undefined, ada.token)).status).toBe(403);
    expect((await appoint(boss.token, 'admin')).status).toBe(200);
    expect((await admin('GET', '/api/admin/users', undefined, ada.token)).status).toBe(200);
    expect((await appoint(adminSecret, 'user')).status).toBe(200);
    expect((await admin('GET', '/api/admin/users', undefined, ada.token)).status).toBe(403);
  });

  it('are not changed by their equals, nor by themselves', async () => {
    const helper = await person('helper@example.com', 'admin');
    const other = await person('other@example.com', 'admin');
    const boss = await person('boss@example.com', 'super-admin');
    const suspend = (id: string, token: string) =>
      admin('POST', `/api/admin/users/${id}/suspend`, { reason: 'no reason' }, token);
    for (const id of [other.userId, boss.userId, helper.userId]) {
      expect(await problemOf(await suspend(id, helper.token))).toEqual([403, 'forbidden']);
    }
    expect(await problemOf(await suspend(boss.userId, boss.token))).toEqual([403, 'forbidden']);
    expect((await suspend(helper.userId, boss.token)).status).toBe(200);
  });

  it('are deleted with all that opens their account; the address is free again', async () => {
    const { userId, token } = await person('ada@example.com');
    expect((await admin('DELETE', `/api/admin/users/${userId}`)).status).toBe(204);
    expect([await me(token), (await login(api)).status]).toEqual([401, 401]);
    const left = platform.people
      .all()
      .filter(
        ({ collection }) =>
          !['audit', 'erasures', 'dispatches', 'notifications', 'rate-limits', 'failed-sign-ins'].includes(collection),
      );
    expect(JSON.stringify(left)).not.toContain(userId);
    expect((await register(api, 'ada@example.com')).userId).not.toBe(userId);
    expect((await admin('DELETE', `/api/admin/users/${userId}`)).status).toBe(404);
  });

  it('can be made by the operator: so the first admin comes in, with a password of their own choice', async () => {
    const added = await admin('POST', '/api/admin/users', { email: 'first@example.com', role: 'super-admin' });
    expect([added.status, (await jsonOf(added)).role]).toEqual([201, 'super-admin']);
    const [mail] = await mailsOf(platform);
    expect(mail).toMatchObject({ to: 'first@example.com', subject: 'Your PriceHawk account' });
    expect((await api('POST', '/api/auth/reset', { token: mail?.token, password: goodPassword })).status).toBe(200);
    const { token } = await holdingOf(await login(api, 'first@example.com'));
    expect((await admin('GET', '/api/admin/users', undefined, token)).status).toBe(200);
    expect(await problemOf(await admin('POST', '/api/admin/users', { email: 'first@example.com' }))).toEqual([
      409,
      'address-taken',
    ]);
  });
});

describe('the beta list', () => {
  it('lets its addresses in while the beta lasts, and nobody else', async () => {
    platform = testPlatform({ flags: ['--beta-mode'] });
    api = apiOf(platform);
    const app = wire(platform);
    const post = (path: string, body: unknown) =>
      app.request(path, { method: 'POST', headers: bearer(adminSecret), body: JSON.stringify(body) });
    expect(await jsonOf(await post('/api/admin/beta-list', { email: 'Ada@example.com' }))).toMatchObject({
      email: 'ada@example.com',
      addedBy: 'operator',
      isActive: true,
    });
    const { userId, user, token } = await register(api, 'ada@example.com');
    expect([user.isBetaUser, await me(token)]).toEqual([true, 200]);
    await post(`/api/admin/users/${userId}/beta`, { isBetaUser: false });
    expect(await me(token)).toBe(401);
    expect(await problemOf(await login(api))).toEqual([403, 'beta-only']);
    const { ids } = await idsOf(await app.request('/api/admin/beta-list', { headers: bearer(adminSecret) }));
    await app.request(`/api/admin/beta-list/${ids[0]}`, { method: 'DELETE', headers: bearer(adminSecret) });
    await app.request(`/api/admin/users/${userId}`, { method: 'DELETE', headers: bearer(adminSecret) });
    expect(
      await problemOf(await api('POST', '/api/auth/register', { email: 'ada@example.com', password: goodPassword })),
    ).toEqual([403, 'beta-only']);
  });
});

describe('the audit', () => {
  it('says who did what to whom, from where and why, without their addresses', async () => {
    const { userId } = await person('ada@example.com');
    await admin('POST', `/api/admin/users/${userId}/suspend`, { reason: 'spam' });
    platform.clock.advance(1);
    await admin('POST', '/api/admin/beta-list', { email: 'eve@example.com' });
    const { items } = await jsonOf(await admin('GET', '/api/admin/audit'));
    expect(items).toMatchObject([
      { actor: 'operator', action: 'beta-place-added', target: null, details: {} },
      { actor: 'operator', action: 'user-suspended', target: userId, from: 'unknown', details: { reason: 'spam' } },
    ]);
    expect(JSON.stringify(items)).not.toMatch(/example\.com/);
    const of = async (query: string) => (await idsOf(await admin('GET', `/api/admin/audit?${query}`))).ids.length;
    expect([await of(`target=${userId}`), await of('actor=operator'), await of('actor=user:x')]).toEqual([1, 2, 0]);
  });
});
