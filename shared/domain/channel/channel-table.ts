import type { Subscriber } from '../../documents/subscriber.ts';
import type { Channel } from '../../messages/notification-requested.ts';

/** What there is to know of a channel beside how something is rendered for it and handed over. */
interface ChannelFacts {
  /** Whose circuit breaker it has. */
  readonly service: string;
  /**
   * Most recipients of one dispatch, which keeps what is sent to each in its document of at most 1 MiB. What has an
   * outcome of its own for each recipient is a dispatch of its own.
   */
  readonly recipientsPerDispatch: number;
  /** Whether a subscriber can be told over it. */
  readonly isHad: (subscriber: Pick<Subscriber, 'email' | 'mailOff' | 'pushSubscriptions'>) => boolean;
}

/** One row for each channel. */
export const channelTable: Readonly<Record<Channel, ChannelFacts>> = {
  // A mail takes 11 KB, or 30 KB with the longest texts and addresses it may carry.
  email: {
    service: 'resend',
    recipientsPerDispatch: 32,
    isHad: ({ email, mailOff }) => Boolean(email) && mailOff === null,
  },
  push: {
    service: 'web-push',
    recipientsPerDispatch: 1,
    isHad: ({ pushSubscriptions }) => pushSubscriptions.length > 0,
  },
};
