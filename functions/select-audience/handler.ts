import type { z } from 'zod';
import { deals } from '../../shared/documents/deal.ts';
import { type Subscriber, subscribers } from '../../shared/documents/subscriber.ts';
import { matchesFilter } from '../../shared/domain/audience/matches-filter.ts';
import { recipientsPerDispatch } from '../../shared/domain/dispatch/recipients-per-dispatch.ts';
import { stableId } from '../../shared/domain/identity/stable-id.ts';
import type { dealConfirmed } from '../../shared/messages/deal-confirmed.ts';
import { type Channel, notificationRequested } from '../../shared/messages/notification-requested.ts';
import type { Documents } from '../../shared/ports/documents.ts';
import { PermanentError } from '../../shared/runtime/errors.ts';
import type { Handle } from '../../shared/runtime/receive.ts';

export interface SelectAudience {
  readonly catalogue: Documents;
  readonly people: Documents;
}

const subscribersPerRead = 1_000;

export const selectAudience =
  ({ catalogue, people }: SelectAudience): Handle<z.output<typeof dealConfirmed.schema>> =>
  async ({ dealId }, { publish, log }) => {
    const deal = await deals.get(catalogue, dealId);
    if (!deal) throw new PermanentError(`the deal ${dealId} does not exist`);
    let selected = 0;
    for await (const page of activeSubscribers(people)) {
      const matching = page.filter(({ value }) => matchesFilter(value.filter, deal.value));
      selected += matching.length;
      for (const channel of ['email', 'push'] as const) {
        const ids = matching.filter(({ value }) => hasChannel(value, channel)).map(({ id }) => id);
        const groups = chunksOf(ids, recipientsPerDispatch[channel]);
        await publish(
          notificationRequested,
          groups.map((subscriberIds) => ({
            dispatchId: stableId('dispatch', dealId, channel, ...subscriberIds),
            dealId,
            channel,
            subscriberIds,
          })),
        );
      }
    }
    log.info('selected who is told of a deal', { dealId, subscribers: selected });
  };

async function* activeSubscribers(people: Documents) {
  let after: readonly (string | number)[] | undefined;
  do {
    const page = await subscribers.find(people, 'active', {
      equal: { active: true },
      limit: subscribersPerRead,
      ...(after ? { after } : {}),
    });
    yield page;
    const last = page.at(-1);
    after = page.length === subscribersPerRead && last ? [last.value.createdAtMs, last.id] : undefined;
  } while (after);
}

function hasChannel(subscriber: Subscriber, channel: Channel): boolean {
  return channel === 'email' ? subscriber.email !== undefined : subscriber.pushSubscriptions.length > 0;
}

function chunksOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
