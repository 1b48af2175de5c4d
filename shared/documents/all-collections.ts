import type { CollectionDefinition } from '../ports/documents.ts';
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
import { shards } from './shard.ts';
import { shops } from './shop.ts';
import { subscribers } from './subscriber.ts';

/** Every collection, for whoever makes tables, indexes or backups of them. */
export const allCollections: readonly CollectionDefinition[] = [
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
  shards,
  shops,
  subscribers,
];
