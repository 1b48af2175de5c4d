import * as z from 'zod';
import { apiKeys } from '../../../shared/documents/api-key.ts';
import { scope } from '../../../shared/domain/account/principal.ts';
import { nameInput } from '../../../shared/runtime/account-input.ts';
import { type Endpoint, type EndpointServer, idInPath } from '../../../shared/runtime/endpoint.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import { apiKeyHash, apiKeyText } from '../../../shared/runtime/read-principal.ts';
import { iso, isoInstant, isoOrNull } from '../../../shared/runtime/views.ts';
import type { Accounts } from '../auth/accounts.ts';
import { ownId } from './profile.ts';

const mostKeys = 20;

const keyView = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(scope),
  createdAt: isoInstant,
  lastUsedAt: isoInstant.nullable(),
});

const listKeys = {
  method: 'GET',
  path: '/api/me/api-keys',
  action: 'manage-own-keys',
  summary: 'Your API keys, without what makes them work.',
  answer: z.object({ items: z.array(keyView) }),
} as const satisfies Endpoint;

const makeKey = {
  method: 'POST',
  path: '/api/me/api-keys',
  action: 'manage-own-keys',
  audit: 'api-key-made',
  summary: 'Makes an API key for a program; `key` is shown this once.',
  body: z.strictObject({ name: nameInput, scopes: z.array(scope).min(1).max(scope.options.length) }),
  example: { name: 'Price sheet', scopes: ['account:read'] },
  status: 201,
  answer: keyView.extend({ key: z.string() }),
} as const satisfies Endpoint;

const revokeKey = {
  method: 'DELETE',
  path: '/api/me/api-keys/:id',
  action: 'manage-own-keys',
  audit: 'api-key-revoked',
  summary: 'Makes a key useless, at once.',
  params: idInPath,
  status: 204,
} as const satisfies Endpoint;

export function apiKeyEndpoints(server: EndpointServer, { people, clock, random }: Accounts): void {
  const keysOf = (userId: string) => apiKeys.find(people, 'ofUser', { equal: { userId }, limit: mostKeys });

  server.add(listKeys, async (_, context) => {
    const found = await keysOf(ownId(context.get('principal')));
    const items = found.map(({ id, value: { name, scopes, createdAtMs, lastUsedAtMs } }) => ({
      id,
      name,
      scopes,
      createdAt: iso(createdAtMs),
      lastUsedAt: isoOrNull(lastUsedAtMs),
    }));
    return { body: { items } };
  });

  server.add(makeKey, async ({ body: { name, scopes } }, context) => {
    const userId = ownId(context.get('principal'));
    if ((await keysOf(userId)).length >= mostKeys) {
      return problem(409, 'too-many-keys', `there are ${mostKeys} keys already; revoke one first`);
    }
    const id = random.nonce();
    const secret = `${random.nonce()}${random.nonce()}`;
    const createdAtMs = clock.nowMs();
    const kept = { userId, name, secretHash: apiKeyHash(secret), scopes: [...new Set(scopes)], createdAtMs };
    await people.write([apiKeys.create(id, { ...kept, lastUsedAtMs: null })]);
    const view = { id, name, scopes: kept.scopes, createdAt: iso(createdAtMs), lastUsedAt: null };
    return { body: { ...view, key: apiKeyText(id, secret) } };
  });

  server.add(revokeKey, async ({ params: { id } }, context) => {
    const key = await apiKeys.get(people, id);
    if (key?.value.userId !== ownId(context.get('principal'))) {
      if (key) await context.get('audit')(context, { action: 'reached-for-key', target: `user:${key.value.userId}` });
      return problem(404, 'not-found', 'there is no such key');
    }
    await people.write([apiKeys.delete(id)]);
    return new Response(null, { status: 204 });
  });
}
