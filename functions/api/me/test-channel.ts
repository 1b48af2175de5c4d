import * as z from 'zod';
import { subscribers } from '../../../shared/documents/subscriber.ts';
import { users } from '../../../shared/documents/user.ts';
import { emailOf } from '../../../shared/domain/account/new-user.ts';
import { renderOwnMessage } from '../../../shared/domain/channel/own-message.ts';
import { ownNotificationId, waitingDispatch } from '../../../shared/domain/dispatch/waiting-dispatch.ts';
import { stableId } from '../../../shared/domain/identity/stable-id.ts';
import { channel } from '../../../shared/messages/notification-requested.ts';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import type { Accounts } from '../auth/accounts.ts';
import { sendSoon } from '../auth/send-soon.ts';
import { addressSuppressed } from '../auth/verify.ts';
import { noSubscriber } from './no-subscriber.ts';
import { ownId } from './profile.ts';

const testChannel = {
  method: 'POST',
  path: '/api/me/destinations/:channel/test',
  action: 'manage-own-destinations',
  summary: 'Sends you a test over a channel of yours; `GET /api/notifications` says how it ended.',
  params: z.object({ channel }),
  limit: 'message-oneself',
  status: 202,
  answer: z.object({ notificationId: z.string() }),
} as const satisfies Endpoint;

export function testChannelEndpoints(server: EndpointServer, accounts: Accounts): void {
  const { people, clock, random, settings } = accounts;

  server.add(testChannel, async ({ params: { channel: name } }, context) => {
    const userId = ownId(context.get('principal'));
    const [subscriber, user] = await Promise.all([subscribers.get(people, userId), users.get(people, userId)]);
    if (!subscriber || !user) return noSubscriber();
    if (name === 'email' && subscriber.value.mailOff) return addressSuppressed();
    const cipher = await accounts.cipher();
    const to = emailOf(userId, user.value, cipher);
    const dispatchId = stableId('channel-message', random.nonce());
    const notificationId = ownNotificationId(dispatchId);
    const nowMs = clock.nowMs();
    const rendered = renderOwnMessage[name]({
      kind: 'test',
      subscriber: subscriber.value,
      mail: { from: settings.mailFrom, to, notificationId },
      publicUrl: settings.publicUrl,
      nowMs,
    });
    if (!rendered) return problem(409, 'no-such-channel', `there is nowhere to tell you over ${name}`);
    const prepared = waitingDispatch(dispatchId, { purpose: 'channel-test', userId, rendered, nowMs }, cipher);
    await people.write(prepared.writes);
    await sendSoon(context, prepared);
    return { body: { notificationId } };
  });
}
