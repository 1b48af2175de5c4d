import type { Rendered } from '../../documents/dispatch.ts';
import type { Subscriber } from '../../documents/subscriber.ts';
import type { Channel } from '../../messages/notification-requested.ts';
import type { MessageChannel } from '../alert/destination.ts';
import { renderAccountMail } from '../alert/render-account-mail.ts';
import { messageBodies, ownNotice } from '../alert/render-message.ts';
import { renderTestPush } from '../alert/render-push.ts';

interface OwnMessage {
  /** `test`: asked for by its reader; `added`: a destination was given. */
  readonly kind: 'test' | 'added';
  readonly subscriber: Subscriber;
  /** Of a mail; without it none is written. */
  readonly mail?: { readonly from: string; readonly to: string; readonly notificationId: string };
  readonly publicUrl: string;
  readonly nowMs: number;
}

type RenderOwn = (about: OwnMessage) => Rendered | null;

const message =
  (channel: MessageChannel): RenderOwn =>
  ({ kind, subscriber, publicUrl, nowMs }) => {
    const to = subscriber.destinations[channel];
    if (!to) return null;
    const stopUrl = `${publicUrl}/stop/${subscriber.unsubscribeToken}`;
    const notice = ownNotice(kind, stopUrl, new Date(nowMs).toISOString());
    const body = JSON.stringify(messageBodies[channel](notice));
    return { channel, body, to: to.sealed, destination: { id: to.id, breaker: to.breaker } };
  };

/** What says to somebody over a channel of theirs that it works; null where they do not have it. */
export const renderOwnMessage: Readonly<Record<Channel, RenderOwn>> = {
  email: ({ mail, subscriber: { mailOff } }) =>
    mail && mailOff === null
      ? { channel: 'email', mail: { ...mail, ...renderAccountMail({ kind: 'channel-test', name: null, link: null }) } }
      : null,
  push: ({ subscriber: { pushSubscriptions } }) =>
    pushSubscriptions.length > 0
      ? { channel: 'push', payload: renderTestPush(), subscriptions: pushSubscriptions }
      : null,
  discord: message('discord'),
  slack: message('slack'),
  telegram: message('telegram'),
  ntfy: message('ntfy'),
  webhook: message('webhook'),
};
