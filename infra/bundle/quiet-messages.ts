import { anomalyDetected } from '../../shared/messages/anomaly-detected.ts';
import { dealConfirmed } from '../../shared/messages/deal-confirmed.ts';
import { messageDeadLettered } from '../../shared/messages/message-dead-lettered.ts';
import { notificationRequested } from '../../shared/messages/notification-requested.ts';
import { priceObserved } from '../../shared/messages/price-observed.ts';
import { releaseRequested } from '../../shared/messages/release-requested.ts';
import { renderRequested } from '../../shared/messages/render-requested.ts';
import { scanRequested } from '../../shared/messages/scan-requested.ts';
import { scrapeRequested } from '../../shared/messages/scrape-requested.ts';
import type { Topic } from '../../shared/messages/topic.ts';
import type { functions } from '../../shared/topology.ts';

type MessageFunctionName = {
  [N in keyof typeof functions]: (typeof functions)[N]['trigger'] extends 'message' ? N : never;
}[keyof typeof functions];

const message = <T>(topic: Topic<T>, body: T) => ({ topic: topic.name, body });

/** A message each function takes and finds nothing to do for: what starting costs, and no work besides. */
export const quietMessages: Readonly<Record<MessageFunctionName, { topic: string; body: unknown }>> = {
  'plan-scrapes': message(scanRequested, {}),
  'scrape-retailer': message(scrapeRequested, { purpose: 'scheduled', shardId: 'none:1', dueAtMs: 0 }),
  'scrape-retailer-browser': message(renderRequested, {
    renderId: 'none',
    shardId: 'none:1',
    offerId: 'none',
    url: 'https://shop.example/none',
    purpose: 'scheduled',
    robots: 'ignore',
    voidAtMs: 0,
  }),
  'detect-anomaly': message(priceObserved, {
    offerId: 'none',
    shardId: 'none:1',
    shopId: 'none',
    retailerId: 'generic',
    url: 'https://shop.example/none',
    sequence: 1,
    purpose: 'scheduled',
    observation: {
      checkedAtMs: 0,
      outcome: 'price',
      price: { minor: 1_999, currency: 'EUR' },
      confidence: 1,
      votes: [],
      reasons: [],
      facts: {},
      strategy: 'http',
    },
    batch: { batchId: 'none', finished: true },
  }),
  'validate-ai': message(anomalyDetected, { anomalyId: 'settled' }),
  'select-audience': message(dealConfirmed, { dealId: 'settled' }),
  'dispatch-notification': message(notificationRequested, {
    dispatchId: 'none',
    dealId: 'settled',
    kind: 'deal',
    channel: 'email',
    subscriberIds: ['nobody'],
  }),
  'release-due': message(releaseRequested, {}),
  'record-dead-letter': message(messageDeadLettered, {
    topic: 'scan-requested',
    functionName: 'plan-scrapes',
    messageId: 'none',
    text: '{}',
    attributes: {},
    reason: 'measured',
  }),
};
