import { beforeEach, describe, expect, it } from 'vitest';
import { wire as wireAdmin } from '../../../functions/admin/wire.ts';
import { apiUsage } from '../../../shared/documents/api-usage.ts';
import { countApiUse } from '../../../shared/runtime/api-use.ts';
import { type Ask, apiOf, bearer, register, verifyAll } from '../../support/account-holder.ts';
import { jsonOf, problemOf } from '../../support/answers.ts';
import { InMemoryDocuments } from '../../support/in-memory-documents.ts';
import { adminSecret, type TestPlatform, testPlatform } from '../../support/test-platform.ts';

let platform: TestPlatform;
let ask: Ask;
beforeEach(() => {
  platform = testPlatform();
  ask = apiOf(platform);
});
const minuteMs = 60_000;

describe('the use of the API', () => {
  it('is counted by session and key, written down once a minute, and shown to its owner and to administrators', async () => {
    const { token, userId } = await register(ask);
    await verifyAll(platform, ask);
    const made = await jsonOf(
      await ask('POST', '/api/me/api-keys', { name: 'Script', scopes: ['account:read'] }, bearer(token)),
    );
    const key = bearer(String(made.key));
    for (let i = 0; i < 5; i++) await ask('GET', '/api/me', undefined, key);
    await ask('PATCH', '/api/me', { name: 'X' }, key);
    const kept = () => apiUsage.find(platform.people, 'ofUser', { equal: { userId }, limit: 10 });
    expect(await kept()).toEqual([]);

    platform.clock.advance(minuteMs);
    await ask('GET', '/health');
    const day = new Date(platform.clock.nowMs()).toISOString().slice(0, 10);
    const expected = {
      days: [
        {
          day,
          calls: 7,
          refused: 1,
          by: [
            { key: null, name: null, calls: 1, refused: 0 },
            { key: made.id, name: 'Script', calls: 6, refused: 1 },
          ],
        },
      ],
    };
    expect(await jsonOf(await ask('GET', '/api/me/usage', undefined, bearer(token)))).toEqual(expected);
    const asOperator = { headers: bearer(adminSecret) };
    const shown = await wireAdmin(platform).request(`/api/admin/users/${userId}/usage`, asOperator);
    expect(await jsonOf(shown)).toEqual(expected);
    const [only] = await kept();
    await ask('GET', '/health');
    expect(await kept()).toEqual([only]);
  });

  it('adds up over instances, day by day', async () => {
    const { token, userId } = await register(ask);
    const other = apiOf(platform);
    for (const instance of [ask, other, other]) await instance('GET', '/api/me', undefined, bearer(token));
    platform.clock.advance(minuteMs);
    for (const instance of [ask, other]) await instance('GET', '/health');
    const kept = await apiUsage.find(platform.people, 'ofUser', { equal: { userId }, limit: 10 });
    expect(kept.map(({ value }) => value.ways)).toEqual([{ session: { calls: 3, refused: 0 } }]);
  });

  it('is nobody else’s to see', async () => {
    const { token } = await register(ask);
    const asUser = { headers: bearer(token) };
    expect(await problemOf(await wireAdmin(platform).request('/api/admin/users/x/usage', asUser))).toEqual([
      403,
      'forbidden',
    ]);
  });

  it('stays counted while it cannot be written, and is written before the process ends', async () => {
    const people = new InMemoryDocuments('people');
    let fails = true;
    const failing = {
      ...people,
      transaction: (decide: Parameters<typeof people.transaction>[0]) =>
        fails ? Promise.reject(new Error('no store')) : people.transaction(decide),
    };
    // As the port is, but for one method that fails at first.
    const use = countApiUse({ people: failing as unknown as InMemoryDocuments, clock: platform.clock });
    const principal = { type: 'user', userId: 'ada', role: 'user', sessionId: 's', isVerified: true } as const;
    use.count(principal, 200);
    platform.clock.advance(minuteMs);
    await use.settle(platform.log);
    expect(platform.logged.map(({ severity }) => severity)).toEqual(['WARNING']);
    use.count(principal, 404);
    use.count({ type: 'operator' }, 200);
    fails = false;
    await use.settleAll(platform.log);
    const [day] = await apiUsage.find(people, 'ofUser', { equal: { userId: 'ada' }, limit: 10 });
    expect(day?.value.ways).toEqual({ session: { calls: 2, refused: 1 } });
  });
});
