import * as z from 'zod';
import type { Subscriber } from '../../../shared/documents/subscriber.ts';
import { changeSubscriber } from '../../../shared/domain/audience/change-subscriber.ts';
import { refusedTarget } from '../../../shared/domain/fetching/target.ts';
import { stableId } from '../../../shared/domain/identity/stable-id.ts';
import { type Endpoint, type EndpointServer, idInPath } from '../../../shared/runtime/endpoint.ts';
import { parseHostMap } from '../../../shared/runtime/host-map.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import type { Accounts } from '../auth/accounts.ts';
import { noSubscriber } from './no-subscriber.ts';
import { ownId } from './profile.ts';

const base64UrlBytes = (length: number, allowed: string) =>
  z.string().refine((text) => /^[\w-]+=*$/.test(text) && Buffer.from(text, 'base64url').length === length, allowed);

/** What a browser's `PushSubscription.toJSON()` gives (Push API, W3C); RFC 8291 says what its keys are. */
const subscriptionForm = z.strictObject({
  endpoint: z.url({ protocol: /^https$/, error: 'an https address' }).max(2_000),
  expirationTime: z.number().nullable().optional(),
  keys: z.strictObject({
    p256dh: base64UrlBytes(65, 'an uncompressed point of P-256 in Base64url').refine(
      (text) => Buffer.from(text, 'base64url')[0] === 4,
      'an uncompressed point of P-256 in Base64url',
    ),
    auth: base64UrlBytes(16, 'a secret of 16 bytes in Base64url'),
  }),
});

const readKey = {
  method: 'GET',
  path: '/api/me/destinations/push/key',
  action: 'read-own-account',
  summary: 'The `applicationServerKey` with which a browser subscribes (VAPID, RFC 8292).',
  answer: z.object({ publicKey: z.string() }),
} as const satisfies Endpoint;

const addDevice = {
  method: 'PUT',
  path: '/api/me/destinations/push',
  action: 'manage-own-destinations',
  summary: 'Adds a browser to those you are told in, or renews its keys; beyond ten the longest silent goes.',
  body: subscriptionForm,
  answer: z.object({ id: z.string(), label: z.string() }),
} as const satisfies Endpoint;

const removeDevice = {
  method: 'DELETE',
  path: '/api/me/destinations/push/:id',
  action: 'manage-own-destinations',
  summary: 'Has you told in that browser no more.',
  params: idInPath,
  status: 204,
} as const satisfies Endpoint;

const mostDevices = 10;

export const deviceId = (endpoint: string): string => stableId('push-device', endpoint);
/** The push service; what stands behind it opens the browser. */
export const deviceLabel = (endpoint: string): string => `${URL.parse(endpoint)?.host ?? 'push'}/…`;

export function pushDeviceEndpoints(server: EndpointServer, { people, secrets, settings }: Accounts): void {
  const policy = { allowedHosts: parseHostMap(settings.hostMap) };
  const change = (
    userId: string,
    become: (before: Subscriber['pushSubscriptions']) => Subscriber['pushSubscriptions'],
  ) =>
    people.transaction((read) =>
      changeSubscriber(
        read,
        userId,
        (before) => before && { ...before, pushSubscriptions: become(before.pushSubscriptions) },
      ),
    );

  server.add(readKey, async () => {
    const publicKey = await secrets.get('VAPID_PUBLIC_KEY');
    return publicKey ? { body: { publicKey } } : problem(404, 'not-found', 'this PriceHawk sends no web pushes');
  });

  server.add(addDevice, async ({ body: { endpoint, keys } }, context) => {
    const refused = refusedTarget(new URL(endpoint), policy);
    if (refused) return problem(400, 'refused-address', `endpoint: ${refused.detail}`);
    const after = await change(ownId(context.get('principal')), (before) => [
      ...before.filter((device) => device.endpoint !== endpoint).slice(1 - mostDevices),
      { endpoint, keys },
    ]);
    if (!after) return noSubscriber();
    context.get('log').info('a browser was added', { devices: after.pushSubscriptions.length });
    return { body: { id: deviceId(endpoint), label: deviceLabel(endpoint) } };
  });

  server.add(removeDevice, async ({ params: { id } }, context) => {
    await change(ownId(context.get('principal')), (before) =>
      before.filter(({ endpoint }) => deviceId(endpoint) !== id),
    );
    return new Response(null, { status: 204 });
  });
}
