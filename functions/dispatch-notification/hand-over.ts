import type { Destination } from '../../shared/domain/alert/destination.ts';
import { changeSubscriber } from '../../shared/domain/audience/change-subscriber.ts';
import { openDestination } from '../../shared/domain/channel/kept-destinations.ts';
import { isPushService } from '../../shared/domain/channel/push-services.ts';
import { openRecipient, type Recipient } from '../../shared/domain/dispatch/sealed-payload.ts';
import type { Channel } from '../../shared/messages/notification-requested.ts';
import type {
  DeliveryOutcome,
  MailDelivery,
  MessageDelivery,
  PushDelivery,
  PushSubscription,
} from '../../shared/ports/delivery.ts';
import type { Documents } from '../../shared/ports/documents.ts';
import type { FieldCipher } from '../../shared/ports/field-cipher.ts';
import type { HandOver } from './handler.ts';

interface Channels {
  /** Undefined where no mail service is configured and nothing keeps mails. */
  readonly mail: () => Promise<MailDelivery | undefined>;
  /** Undefined where this service has no VAPID keys. */
  readonly push: () => Promise<PushDelivery | undefined>;
  readonly messages: () => Promise<MessageDelivery>;
  readonly people: Documents;
  readonly cipher: () => Promise<FieldCipher>;
}

/** Hands recipients, with what is sent to each opened, to one channel. */
type Way = (dispatchId: string, recipients: readonly Recipient[], signal: AbortSignal) => Promise<DeliveryOutcome>;

/** A push not delivered within a day is about a price that is history. */
const pushTtlSeconds = 86_400;

/** Hands a dispatch to the service behind its channel. */
export const createHandOver = (channels: Channels): HandOver => {
  const message: Way = (_, recipients, signal) => sendMessage(channels, recipients, signal);
  const ways: Readonly<Record<Channel, Way>> = {
    email: async (dispatchId, recipients, signal) => {
      const mail = await channels.mail();
      if (!mail) return { type: 'unavailable', reason: 'no mail service is configured' };
      const mails = recipients.flatMap(({ rendered }) => (rendered.channel === 'email' ? [rendered.mail] : []));
      return mail.send(mails, dispatchId, signal);
    },
    push: async (dispatchId, recipients, signal) => {
      const push = await channels.push();
      if (!push) return { type: 'unavailable', reason: 'VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY are not configured' };
      return pushToDevices({ push, people: channels.people }, dispatchId, recipients, signal);
    },
    discord: message,
    slack: message,
    telegram: message,
    ntfy: message,
    webhook: message,
  };
  return async (dispatchId, { channel, recipients }, signal) => {
    const cipher = await channels.cipher();
    const opened = recipients.map((each) => openRecipient(each, cipher));
    return ways[channel](dispatchId, opened, signal);
  };
};

/** A message goes to its one recipient under the id of what they are told, which no other dispatch of it changes. */
async function sendMessage(
  { messages, cipher }: Pick<Channels, 'messages' | 'cipher'>,
  [recipient]: readonly Recipient[],
  signal: AbortSignal,
): Promise<DeliveryOutcome> {
  if (!recipient || !('destination' in recipient.rendered)) return { type: 'rejected', reason: 'nothing to be sent' };
  const { subscriberId, notificationId, rendered } = recipient;
  const opener = await cipher();
  let to: Destination;
  try {
    to = openDestination(subscriberId, rendered.channel, rendered.to, opener);
  } catch {
    // Its words could quote what was sealed.
    return { type: 'rejected', reason: `${rendered.channel}: a destination that cannot be opened` };
  }
  return (await messages()).send(to, rendered.body, notificationId, signal);
}

/** A push goes to every device of its one recipient; reaching one of them is enough. */
async function pushToDevices(
  { push, people }: { readonly push: PushDelivery; readonly people: Documents },
  dispatchId: string,
  recipients: readonly Recipient[],
  signal: AbortSignal,
): Promise<DeliveryOutcome> {
  const devices = recipients.flatMap(({ rendered }) => {
    if (rendered.channel !== 'push') return [];
    const { payload, subscriptions } = rendered;
    return subscriptions.map((subscription) => ({ subscription, payload }));
  });
  const outcomes = await Promise.all(
    devices.map(async ({ subscription, payload }) => ({
      subscription,
      outcome: await push.send(
        subscription,
        payload,
        { topic: dispatchId, ttlSeconds: pushTtlSeconds, urgency: 'high' },
        signal,
      ),
    })),
  );
  const expired = outcomes.filter(({ outcome }) => outcome.type === 'expired').map(({ subscription }) => subscription);
  const [recipient] = recipients;
  if (recipient && expired.length > 0) await forget(people, recipient.subscriberId, expired);
  const all = combined(outcomes.map(({ outcome }) => outcome));
  const isUntaken = ({ type }: DeliveryOutcome) => type === 'unavailable' || type === 'unknown';
  const isService = outcomes.some(
    ({ subscription, outcome }) => isUntaken(outcome) && isPushService(subscription.endpoint),
  );
  return (all.type === 'unavailable' || all.type === 'unknown') && !isService ? { ...all, isOfAddress: true } : all;
}

/** The best of what happened: accepted by one device counts, a passing failure is tried again before giving up. */
function combined(outcomes: readonly DeliveryOutcome[]): DeliveryOutcome {
  const order = ['accepted', 'unknown', 'unavailable', 'rejected', 'expired'] as const;
  const best = order
    .map((type) => outcomes.find((outcome) => outcome.type === type))
    .find((found) => found !== undefined);
  return best ?? { type: 'expired', reason: 'no device is left' };
}

/** Removes subscriptions the push service no longer knows. */
async function forget(people: Documents, subscriberId: string, gone: readonly PushSubscription[]): Promise<void> {
  const endpoints = gone.map(({ endpoint }) => endpoint);
  await people.transaction((read) =>
    changeSubscriber(
      read,
      subscriberId,
      (before) =>
        before && {
          ...before,
          pushSubscriptions: before.pushSubscriptions.filter(({ endpoint }) => !endpoints.includes(endpoint)),
        },
    ),
  );
}
