import { expect, it } from 'vitest';
import { wire } from '../../../functions/admin/wire.ts';
import { subscribers } from '../../../shared/documents/subscriber.ts';
import { changeSubscriber } from '../../../shared/domain/audience/change-subscriber.ts';
import { withOpenEmail } from '../../../shared/domain/audience/subscriber-email.ts';
import { keepDestination, openDestination } from '../../../shared/domain/channel/kept-destinations.ts';
import { changeSuppression } from '../../../shared/domain/mail/suppress.ts';
import { createFieldCipher } from '../../../shared/runtime/field-cipher.ts';
import { apiOf, bearer, login, register } from '../../support/account-holder.ts';
import { jsonOf, problemOf } from '../../support/answers.ts';
import { sequentialRandom } from '../../support/sequential-random.ts';
import { testCipher } from '../../support/test-cipher.ts';
import { adminSecret, testDataKeys, testPlatform } from '../../support/test-platform.ts';

const newKey = 'a-newer-data-key-of-the-tests';
const collections = ['users', 'subscribers', 'beta-list', 'audit'] as const;

it('lets an older key go once everything is sealed under the newest', async () => {
  const old = testPlatform();
  const { userId } = await register(apiOf(old));
  await wire(old).request('/api/admin/beta-list', {
    method: 'POST',
    headers: bearer(adminSecret),
    body: JSON.stringify({ email: 'eve@example.com' }),
  });
  const chat = { channel: 'telegram', chatId: '-1001234567' } as const;
  const destinations = { telegram: keepDestination(userId, chat, { id: 'd', addedAtMs: 1 }, testCipher) };
  // As a release before kept it.
  await old.people.transaction((read) =>
    changeSubscriber(read, userId, (before) => before && { ...before, email: 'ada@example.com', destinations }),
  );
  await old.people.transaction((read) => changeSuppression(read, 'ada@example.com', testCipher, { complainedAtMs: 7 }));
  const withKeys = (keys: string) => ({
    ...old,
    secrets: { get: async (name: string) => (name === 'DATA_KEYS' ? keys : old.secrets.get(name)) },
  });
  const rotated = wire(withKeys(`${newKey},${testDataKeys}`));
  const reseal = async (collection: string) =>
    jsonOf(
      await rotated.request(`/admin/personal-data/${collection}/reseal`, {
        method: 'POST',
        headers: bearer(adminSecret),
      }),
    );
  for (const collection of collections) expect((await reseal(collection)).resealed, collection).toBeGreaterThan(0);
  expect((await reseal('users')).resealed).toBe(0);

  const renewed = withKeys(newKey);
  const ask = apiOf(renewed);
  expect((await login(ask)).status).toBe(200);
  const admin = wire(renewed);
  const list = async (path: string) => jsonOf(await admin.request(path, { headers: bearer(adminSecret) }));
  expect((await list('/api/admin/beta-list')).items).toMatchObject([{ email: 'eve@example.com' }]);
  const cipher = createFieldCipher(newKey, sequentialRandom('x'));
  const subscriber = await subscribers.get(old.people, userId);
  expect(subscriber && withOpenEmail(subscriber, cipher).value.email).toBe('ada@example.com');
  const { sealed = '' } = subscriber?.value.destinations.telegram ?? {};
  expect(openDestination(userId, 'telegram', sealed, cipher)).toEqual(chat);
  const asked = await admin.request('/api/admin/suppressions/find', {
    method: 'POST',
    headers: bearer(adminSecret),
    body: JSON.stringify({ email: 'ada@example.com' }),
  });
  expect(await jsonOf(asked)).toMatchObject({ reason: 'complained' });
  // Entries of the rotation itself are sealed under the newest already.
  expect(JSON.stringify(await list('/api/admin/audit'))).toContain('beta-place-added');
});

it('knows no other collection', async () => {
  const answer = await wire(testPlatform()).request('/admin/personal-data/deals/reseal', {
    method: 'POST',
    headers: bearer(adminSecret),
  });
  expect(await problemOf(answer)).toEqual([404, 'not-found']);
});
