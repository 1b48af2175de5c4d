import type { Subscriber } from '../../documents/subscriber.ts';
import type { Channel } from '../../messages/notification-requested.ts';
import type { MessageChannel } from '../alert/destination.ts';

/** What there is to know of a channel beside how something is rendered for it and handed over. */
interface ChannelFacts {
  /** Whose circuit breaker it has, where the destination has none of its own. */
  readonly service: string;
  /**
   * Most recipients of one dispatch, which keeps what is sent to each in its document of at most 1 MiB. What has an
   * outcome of its own for each recipient is a dispatch of its own.
   */
  readonly recipientsPerDispatch: number;
  /** How long what was perhaps sent may be sent again, because a repetition is known by its key; 0 where it never is. */
  readonly keyLifetimeMs: number;
  /** Whether a subscriber can be told over it. */
  readonly isHad: (subscriber: Pick<Subscriber, 'email' | 'mailOff' | 'pushSubscriptions' | 'destinations'>) => boolean;
}

/** Resend keeps an idempotency key for 24 hours; an hour is left for clocks and queues. */
const keyLifetimeMs = 23 * 3_600_000;

const message = (channel: MessageChannel, lifetimeMs: number): ChannelFacts => ({
  service: channel,
  recipientsPerDispatch: 1,
  keyLifetimeMs: lifetimeMs,
  isHad: ({ destinations }) => destinations[channel]?.off === null,
});

/** One row for each channel. */
export const channelTable: Readonly<Record<Channel, ChannelFacts>> = {
  // A mail takes 11 KB, or 30 KB with the longest texts and addresses it may carry.
  email: {
    service: 'resend',
    recipientsPerDispatch: 32,
    keyLifetimeMs,
    isHad: ({ email, mailOff }) => Boolean(email) && mailOff === null,
  },
  push: {
    service: 'web-push',
    recipientsPerDispatch: 1,
    // A browser shows one notification of a tag.
    keyLifetimeMs,
    isHad: ({ pushSubscriptions }) => pushSubscriptions.length > 0,
  },
  discord: message('discord', 0),
  slack: message('slack', 0),
  telegram: message('telegram', 0),
  ntfy: message('ntfy', 0),
  // Its receiver knows a repetition by `webhook-id`.
  webhook: message('webhook', keyLifetimeMs),
};
