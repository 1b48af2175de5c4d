import type { Clock } from '../../ports/clock.ts';
import { messageText } from '../../ports/message-rules.ts';
import type { Publisher } from '../../ports/publisher.ts';
import type { SubscriptionPolicy } from '../../ports/subscription.ts';
import type { SqliteDatabase } from '../sqlite/open-database.ts';
import { QueueTable } from './queue-table.ts';

/**
 * Publishes into the queue of the file, whether or not one is running there; all messages of one call or none. Needs all
 * subscriptions, for a message goes to those its topic has now; one that nobody subscribes to is dropped, as in Pub/Sub.
 */
export function embeddedPublisher(options: {
  readonly database: SqliteDatabase;
  readonly subscriptions: readonly SubscriptionPolicy[];
  readonly clock: Clock;
}): Publisher {
  const { database, clock } = options;
  const table = new QueueTable(database, options.subscriptions);
  return {
    publish: async (messages) => {
      const parcels = messages.map((message) => ({ ...message, text: messageText(message) }));
      if (parcels.length === 0) return;
      const woken = await database.commit(() => {
        const nowMs = clock.nowMs();
        return parcels.flatMap((parcel) => table.publish(parcel, nowMs));
      });
      const numbers = [...new Set(woken.map((subscription) => subscription.number))];
      for (const listen of database.publishListeners) listen(numbers);
    },
  };
}
