import type { CollectionDefinition } from '../ports/documents.ts';
import { aiAnswers } from './ai-answer.ts';
import { aiBudgets } from './ai-budget.ts';
import { anomalies } from './anomaly.ts';
import { breakers } from './breaker.ts';
import { deadLetters } from './dead-letter.ts';
import { deals } from './deal.ts';
import { dispatches } from './dispatch.ts';
import { heartbeats } from './heartbeat.ts';
import { historyBuckets } from './history.ts';
import { notifications } from './notification.ts';
import { offers } from './offer.ts';
import { pacing } from './pacing.ts';
import { retractions } from './retraction.ts';
import { shards } from './shard.ts';
import { shops } from './shop.ts';
import { shopAlarms } from './shop-alarm.ts';
import { subscribers } from './subscriber.ts';

/** Every collection, for whoever makes tables, indexes or backups of them. */
export const allCollections: readonly CollectionDefinition[] = [
  aiAnswers,
  aiBudgets,
  anomalies,
  breakers,
  deadLetters,
  deals,
  dispatches,
  heartbeats,
  historyBuckets,
  notifications,
  offers,
  pacing,
  retractions,
  shards,
  shopAlarms,
  shops,
  subscribers,
];
