import * as z from 'zod';
import { type Subscriber, subscribers } from '../../../shared/documents/subscriber.ts';
import { users } from '../../../shared/documents/user.ts';
import { emailOf } from '../../../shared/domain/account/new-user.ts';
import {
  type Destination,
  destinationForms,
  type MessageChannel,
  messageChannels,
} from '../../../shared/domain/alert/destination.ts';
import { changeSubscriber } from '../../../shared/domain/audience/change-subscriber.ts';
import { keepDestination, withoutDestination } from '../../../shared/domain/channel/kept-destinations.ts';
import { renderOwnMessage } from '../../../shared/domain/channel/own-message.ts';
import { waitingDispatch } from '../../../shared/domain/dispatch/waiting-dispatch.ts';
import { refusedTarget } from '../../../shared/domain/fetching/target.ts';
import { stableId } from '../../../shared/domain/identity/stable-id.ts';
import { channel } from '../../../shared/messages/notification-requested.ts';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import { parseHostMap } from '../../../shared/runtime/host-map.ts';
import type { RequestContext } from '../../../shared/runtime/http.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import { iso, isoInstant } from '../../../shared/runtime/views.ts';
import { newWebhookSecret } from '../../../shared/runtime/webhook-secret.ts';
import type { Accounts } from '../auth/accounts.ts';
import { sendSoon } from '../auth/send-soon.ts';
import { noSubscriber } from './no-subscriber.ts';
import { ownId } from './profile.ts';
import { deviceId, deviceLabel } from './push-devices.ts';

const destinationView = z.object({
  channel,
  /** By which you know it; not the address itself. */
  label: z.string(),
  /** Of a browser: what removes it alone. */
  id: z.string().nullable(),
  addedAt: isoInstant.nullable(),
  /** Since when nothing is sent there, and why; null where it works as far as is known. */
  off: z.object({ since: isoInstant, reason: z.string() }).nullable(),
});

const listDestinations = {
  method: 'GET',
  path: '/api/me/destinations',
  action: 'read-own-account',
  summary: 'Where you can be told, without what opens it.',
  answer: z.object({ items: z.array(destinationView) }),
} as const satisfies Endpoint;

/** What is to be given of each. */
const given: Readonly<Record<MessageChannel, string>> = {
  discord: 'a webhook of a channel you may edit',
  slack: 'an incoming webhook of your workspace',
  telegram: 'a chat that has started the bot of this PriceHawk, or a channel where the bot may post',
  ntfy: 'a topic, which whoever knows its name can read; with an access token where it is protected',
  webhook: 'an address that takes JSON signed by Standard Webhooks with the secret in the answer, shown this once',
};

const putDestination = <F extends z.ZodObject>(name: MessageChannel, body: F) =>
  ({
    method: 'PUT',
    path: `/api/me/destinations/${name}`,
    action: 'manage-own-destinations',
    summary: `Has you told over ${name} (${given[name]}), in place of where you were before, and says so there.`,
    body,
    limit: 'message-oneself',
    answer: destinationView.extend({
      /** Of a signed webhook (Standard Webhooks): shown this once. */
      secret: z.string().optional(),
    }),
  }) as const satisfies Endpoint;

const removeDestination = {
  method: 'DELETE',
  path: '/api/me/destinations/:channel',
  action: 'manage-own-destinations',
  summary: 'Has you told there no more, and forgets where it was; of `push`, every browser.',
  params: z.object({ channel: z.enum([...messageChannels, 'push']) }),
  status: 204,
} as const satisfies Endpoint;

export function destinationEndpoints(server: EndpointServer, accounts: Accounts): void {
  const { people, clock, random, settings } = accounts;
  const policy = { allowedHosts: parseHostMap(settings.hostMap) };

  server.add(listDestinations, async (_, context) => {
    const userId = ownId(context.get('principal'));
    const [subscriber, user] = await Promise.all([subscribers.get(people, userId), users.get(people, userId)]);
    if (!subscriber || !user) return noSubscriber();
    const email = emailOf(userId, user.value, await accounts.cipher());
    return { body: { items: [mailView(email, subscriber.value), ...views(subscriber.value)] } };
  });

  const put = async (to: Destination, context: RequestContext) => {
    const refused = 'url' in to ? refusedTarget(new URL(to.url), policy) : undefined;
    if (refused) return problem(400, 'refused-address', `url: ${refused.detail}`);
    const userId = ownId(context.get('principal'));
    const nowMs = clock.nowMs();
    const cipher = await accounts.cipher();
    const kept = keepDestination(userId, to, { id: random.nonce(), addedAtMs: nowMs }, cipher);
    const dispatchId = stableId('channel-message', random.nonce());
    const notice = await people.transaction(async (read) => {
      const changed = await changeSubscriber(read, userId, (before) => before && withDestination(before, to, kept));
      const subscriber = changed.result;
      const about = { kind: 'added', publicUrl: settings.publicUrl, nowMs } as const;
      const rendered = subscriber && renderOwnMessage[to.channel]({ ...about, subscriber });
      if (!rendered) return { writes: [], result: undefined };
      const prepared = waitingDispatch(dispatchId, { purpose: 'channel-added', userId, rendered, nowMs }, cipher);
      return { writes: [...changed.writes, ...prepared.writes], result: prepared };
    });
    if (!notice) return noSubscriber();
    context.get('log').info('a destination was given', { channel: to.channel });
    await sendSoon(context, notice);
    return { body: { ...viewOf(to.channel, kept), ...('secret' in to ? { secret: to.secret } : {}) } };
  };

  server.add(putDestination('discord', destinationForms.discord), ({ body }, context) =>
    put({ channel: 'discord', ...body }, context),
  );
  server.add(putDestination('slack', destinationForms.slack), ({ body }, context) =>
    put({ channel: 'slack', ...body }, context),
  );
  server.add(putDestination('telegram', destinationForms.telegram), ({ body }, context) =>
    put({ channel: 'telegram', ...body }, context),
  );
  server.add(putDestination('ntfy', destinationForms.ntfy), ({ body }, context) =>
    put({ channel: 'ntfy', ...body }, context),
  );
  server.add(putDestination('webhook', destinationForms.webhook), ({ body }, context) =>
    put({ channel: 'webhook', ...body, secret: newWebhookSecret(random) }, context),
  );

  server.add(removeDestination, async ({ params: { channel: name } }, context) => {
    const userId = ownId(context.get('principal'));
    await people.transaction((read) =>
      changeSubscriber(
        read,
        userId,
        (before) =>
          before &&
          (name === 'push'
            ? { ...before, pushSubscriptions: [] }
            : { ...before, destinations: withoutDestination(before.destinations, name) }),
      ),
    );
    context.get('log').info('a destination was removed', { channel: name });
    return new Response(null, { status: 204 });
  });
}

/** Who gives a destination wants to be told there, unless they have said already what it is for. */
function withDestination(before: Subscriber, { channel: name }: Destination, kept: Kept): Subscriber {
  const { channels, fallbackChannels } = before.delivery;
  const isChosen = channels.includes(name) || fallbackChannels.includes(name);
  const delivery = isChosen ? before.delivery : { ...before.delivery, channels: [...channels, name] };
  return { ...before, delivery, destinations: { ...before.destinations, [name]: kept } };
}

type Kept = NonNullable<Subscriber['destinations'][MessageChannel]>;
type View = z.input<typeof destinationView>;

function views({ pushSubscriptions, destinations }: Subscriber): View[] {
  const devices = pushSubscriptions.map(({ endpoint }) => ({
    channel: 'push' as const,
    label: deviceLabel(endpoint),
    id: deviceId(endpoint),
    addedAt: null,
    off: null,
  }));
  const others = messageChannels.flatMap((name) => {
    const kept = destinations[name];
    return kept ? [viewOf(name, kept)] : [];
  });
  return [...devices, ...others];
}

function viewOf(name: MessageChannel, { label, addedAtMs, off }: Kept): View {
  return { channel: name, label, id: null, addedAt: iso(addedAtMs), off: off && offView(off) };
}

const offView = ({ sinceMs, reason }: { readonly sinceMs: number; readonly reason: string }) => ({
  since: iso(sinceMs),
  reason,
});

/** `a…@example.com` */
function mailView(email: string, { mailOff }: Subscriber): View {
  const label = email.replace(/^(.).*(?=@)/, '$1…');
  return { channel: 'email', label, id: null, addedAt: null, off: mailOff && offView(mailOff) };
}
