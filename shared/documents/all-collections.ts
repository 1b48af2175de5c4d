import type { CollectionDefinition } from '../ports/documents.ts';
import { addresses } from './address.ts';
import { aiAnswers } from './ai-answer.ts';
import { aiBudgets } from './ai-budget.ts';
import { alerts } from './alert.ts';
import { anomalies } from './anomaly.ts';
import { apiKeys } from './api-key.ts';
import { apiUsage } from './api-usage.ts';
import { audiencePages } from './audience-page.ts';
import { auditEntries } from './audit-entry.ts';
import { betaList } from './beta-place.ts';
import { billing } from './billing.ts';
import { breakers } from './breaker.ts';
import { deadLetters } from './dead-letter.ts';
import { deals } from './deal.ts';
import { demoPayments } from './demo-payment.ts';
import { digests } from './digest.ts';
import { dispatches } from './dispatch.ts';
import { erasures } from './erasure.ts';
import { failedSignIns } from './failed-sign-ins.ts';
import { heartbeats } from './heartbeat.ts';
import { heldPages } from './held-page.ts';
import { historyBuckets } from './history.ts';
import { mailTallies } from './mail-tally.ts';
import { notifications } from './notification.ts';
import { offers } from './offer.ts';
import { oneTimeTokens } from './one-time-token.ts';
import { pacing } from './pacing.ts';
import { paymentEvents } from './payment-event.ts';
import { rateLimits } from './rate-limit.ts';
import { retractions } from './retraction.ts';
import { sessions } from './session.ts';
import { shards } from './shard.ts';
import { shops } from './shop.ts';
import { shopAlarms } from './shop-alarm.ts';
import { snapshots } from './snapshot.ts';
import { subscribers } from './subscriber.ts';
import { suppressions } from './suppression.ts';
import { tallies } from './tally.ts';
import { users } from './user.ts';

/** Every collection, for whoever makes tables, indexes or backups of them. */
export const allCollections: readonly CollectionDefinition[] = [
  addresses,
  apiKeys,
  apiUsage,
  auditEntries,
  betaList,
  erasures,
  failedSignIns,
  oneTimeTokens,
  rateLimits,
  sessions,
  users,
  aiAnswers,
  aiBudgets,
  alerts,
  anomalies,
  audiencePages,
  billing,
  breakers,
  deadLetters,
  deals,
  digests,
  demoPayments,
  dispatches,
  heartbeats,
  heldPages,
  historyBuckets,
  mailTallies,
  notifications,
  offers,
  pacing,
  paymentEvents,
  retractions,
  shards,
  shopAlarms,
  shops,
  snapshots,
  subscribers,
  suppressions,
  tallies,
];
