import type { Access } from './domain/account/authorisation.ts';
import { anomalyDetected } from './messages/anomaly-detected.ts';
import { dealConfirmed } from './messages/deal-confirmed.ts';
import { dealDetected } from './messages/deal-detected.ts';
import { dealRetracted } from './messages/deal-retracted.ts';
import { messageDeadLettered } from './messages/message-dead-lettered.ts';
import { notificationRequested } from './messages/notification-requested.ts';
import { pageRendered } from './messages/page-rendered.ts';
import { priceObserved } from './messages/price-observed.ts';
import { releaseRequested } from './messages/release-requested.ts';
import { renderRequested } from './messages/render-requested.ts';
import { retractionRequested } from './messages/retraction-requested.ts';
import { scanRequested } from './messages/scan-requested.ts';
import { scrapeRequested } from './messages/scrape-requested.ts';
import type { Topic } from './messages/topic.ts';
import type { DatabaseName } from './ports/documents.ts';
import type { SubscriptionPolicy } from './ports/subscription.ts';

/**
 * THE registry: which functions there are, what starts each, what it may publish, read and know, and how large it may
 * grow. Local runner, emulators, bundles, deployment and the tables of the documentation are made from it.
 */
export const topics = [
  scanRequested,
  scrapeRequested,
  renderRequested,
  pageRendered,
  priceObserved,
  dealDetected,
  anomalyDetected,
  dealConfirmed,
  retractionRequested,
  dealRetracted,
  notificationRequested,
  releaseRequested,
  messageDeadLettered,
] as const satisfies readonly Topic[];

interface Limits {
  readonly memoryMiB: number;
  readonly timeoutSeconds: number;
  /** Messages or requests one instance handles at once. */
  readonly concurrency: number;
  readonly maxInstances: number;
}

interface FunctionBase {
  /** What it does, in one sentence without subject. */
  readonly purpose: string;
  /** Beside message-dead-lettered, to which every message function may give up a message. */
  readonly publishes: readonly Topic[];
  /** A function without any can reach nothing but the topics it publishes. */
  readonly databases: readonly DatabaseName[];
  readonly secrets: readonly string[];
  readonly limits: Limits;
}

interface MessageFunction extends FunctionBase {
  readonly trigger: 'message';
  readonly topics: readonly Topic[];
  /** Deliveries before a message becomes a dead letter; null = retried for 7 days. */
  readonly maxAttempts: number | null;
}

interface HttpFunction extends FunctionBase {
  readonly trigger: 'http';
}

export type FunctionDefinition = MessageFunction | HttpFunction;

const small: Limits = { memoryMiB: 256, timeoutSeconds: 120, concurrency: 8, maxInstances: 10 };

export const functions = {
  'plan-scrapes': {
    purpose: 'asks for a look at every shard that is due, within what pacing and breakers allow',
    trigger: 'message',
    topics: [scanRequested],
    publishes: [scrapeRequested],
    databases: ['catalogue'],
    secrets: [],
    maxAttempts: 5,
    limits: { ...small, concurrency: 1, maxInstances: 1 },
  },
  'scrape-retailer': {
    purpose: "looks at a shard's due offers, reads fetched and rendered pages, and publishes what has changed",
    trigger: 'message',
    topics: [scrapeRequested, pageRendered],
    publishes: [renderRequested, priceObserved, scrapeRequested],
    databases: ['catalogue'],
    secrets: ['JINA_API_KEY', 'PROXY_POOLS'],
    maxAttempts: 5,
    limits: { memoryMiB: 1024, timeoutSeconds: 540, concurrency: 5, maxInstances: 10 },
  },
  'scrape-retailer-browser': {
    purpose: 'renders pages in Chromium and hands them back unread; reaches nothing else',
    trigger: 'message',
    topics: [renderRequested],
    publishes: [pageRendered],
    databases: [],
    secrets: [],
    maxAttempts: 5,
    limits: { memoryMiB: 2048, timeoutSeconds: 180, concurrency: 2, maxInstances: 5 },
  },
  'detect-anomaly': {
    purpose:
      'judges each observation against its offer’s history, and takes back what proved wrong; the only writer of both',
    trigger: 'message',
    topics: [priceObserved, retractionRequested],
    publishes: [scrapeRequested, dealDetected, anomalyDetected, retractionRequested, dealRetracted],
    databases: ['catalogue'],
    secrets: [],
    maxAttempts: 5,
    limits: { ...small, concurrency: 32 },
  },
  'validate-ai': {
    purpose: 'makes sure of deals and anomalies: numbers first, then models, then rules',
    trigger: 'message',
    topics: [dealDetected, anomalyDetected],
    publishes: [dealConfirmed],
    databases: ['catalogue'],
    secrets: ['GEMINI_API_KEY', 'OPENROUTER_API_KEY'],
    maxAttempts: 20,
    limits: small,
  },
  'select-audience': {
    purpose: 'finds who is to be told of a confirmed or retracted deal, and asks for their notifications in pages',
    trigger: 'message',
    topics: [dealConfirmed, dealRetracted],
    publishes: [notificationRequested],
    databases: ['catalogue', 'people'],
    secrets: [],
    maxAttempts: 5,
    limits: small,
  },
  'dispatch-notification': {
    purpose: 'claims, renders and hands over notifications, once: mails, pushes, messages to chats and signed webhooks',
    trigger: 'message',
    topics: [notificationRequested],
    publishes: [notificationRequested, messageDeadLettered],
    databases: ['catalogue', 'people'],
    secrets: ['RESEND_API_KEY', 'VAPID_PRIVATE_KEY', 'TELEGRAM_BOT_TOKEN', 'DATA_KEYS'],
    maxAttempts: 5,
    limits: small,
  },
  'release-due': {
    purpose: 'releases whatever was waiting for a time that has come',
    trigger: 'message',
    topics: [releaseRequested],
    publishes: [notificationRequested],
    databases: ['catalogue', 'people'],
    secrets: ['DATA_KEYS', 'STRIPE_API_KEY', 'STRIPE_WEBHOOK_SECRETS'],
    maxAttempts: 5,
    limits: { ...small, concurrency: 1, maxInstances: 1 },
  },
  'record-dead-letter': {
    purpose: 'keeps every message nobody could handle, with the reason, for the operator',
    trigger: 'message',
    topics: [messageDeadLettered],
    publishes: [],
    databases: ['people'],
    secrets: [],
    maxAttempts: null,
    limits: small,
  },
  api: {
    purpose:
      'answers people and programs: deals and why, accounts and sessions, where to be told, pages to watch; ends notifications',
    trigger: 'http',
    publishes: [scanRequested, notificationRequested],
    databases: ['catalogue', 'people'],
    secrets: [
      'ADMIN_SECRET',
      'SESSION_KEYS',
      'DATA_KEYS',
      'STRIPE_API_KEY',
      'STRIPE_WEBHOOK_SECRETS',
      'GITHUB_CLIENT_SECRET',
      'FACEBOOK_CLIENT_SECRET',
    ],
    limits: { memoryMiB: 512, timeoutSeconds: 60, concurrency: 80, maxInstances: 10 },
  },
  admin: {
    purpose:
      'lets the operator see how things stand, set breakers, take wrong prices back, and decide on dead letters and mails perhaps sent',
    trigger: 'http',
    publishes: [...topics],
    databases: ['catalogue', 'people'],
    secrets: ['ADMIN_SECRET', 'SESSION_KEYS', 'DATA_KEYS'],
    limits: { memoryMiB: 512, timeoutSeconds: 60, concurrency: 80, maxInstances: 2 },
  },
  webhooks: {
    purpose: 'takes signed news from outside services: payments, and what became of mails',
    trigger: 'http',
    publishes: [],
    databases: ['catalogue', 'people'],
    secrets: [
      'ADMIN_SECRET',
      'SESSION_KEYS',
      'DATA_KEYS',
      'STRIPE_API_KEY',
      'STRIPE_WEBHOOK_SECRETS',
      'RESEND_WEBHOOK_SECRETS',
    ],
    limits: { ...small, concurrency: 40 },
  },
} as const satisfies Record<string, FunctionDefinition>;

export type FunctionName = keyof typeof functions;

/** Names in the order of the pipeline. */
// Object.keys of a constant gives exactly its keys; its type is string[] for objects that may carry more.
export const functionNames = Object.keys(functions) as readonly FunctionName[];

/** Path prefix → function, and the least anybody must be below it; the longest prefix wins. A browser sees them all under one origin. */
export const routes: readonly {
  readonly prefix: string;
  readonly functionName: FunctionName;
  /** Endpoints may ask for more, see the authorisation table. */
  readonly least: Access;
}[] = [
  { prefix: '/health', functionName: 'api', least: 'anyone' },
  { prefix: '/buyer/deals', functionName: 'api', least: 'anyone' },
  { prefix: '/listings', functionName: 'api', least: 'anyone' },
  { prefix: '/feeds', functionName: 'api', least: 'anyone' },
  { prefix: '/anomalies', functionName: 'api', least: 'anyone' },
  { prefix: '/shops', functionName: 'api', least: 'anyone' },
  { prefix: '/stop', functionName: 'api', least: 'anyone' },
  { prefix: '/preferences', functionName: 'api', least: 'anyone' },
  { prefix: '/api/openapi.json', functionName: 'api', least: 'anyone' },
  { prefix: '/api/docs', functionName: 'api', least: 'anyone' },
  { prefix: '/api/auth', functionName: 'api', least: 'anyone' },
  { prefix: '/api/me', functionName: 'api', least: 'user' },
  { prefix: '/api/preferences', functionName: 'api', least: 'user' },
  { prefix: '/api/notifications', functionName: 'api', least: 'user' },
  { prefix: '/api/watches', functionName: 'api', least: 'admin' },
  { prefix: '/api/plans', functionName: 'api', least: 'anyone' },
  { prefix: '/api/checkout', functionName: 'api', least: 'user' },
  { prefix: '/api/billing', functionName: 'api', least: 'user' },
  { prefix: '/plan', functionName: 'api', least: 'anyone' },
  { prefix: '/demo-checkout', functionName: 'api', least: 'anyone' },
  { prefix: '/demo-portal', functionName: 'api', least: 'anyone' },
  { prefix: '/webhooks', functionName: 'webhooks', least: 'anyone' },
  { prefix: '/internal/status', functionName: 'admin', least: 'admin' },
  { prefix: '/admin', functionName: 'admin', least: 'admin' },
  { prefix: '/api/admin', functionName: 'admin', least: 'admin' },
  { prefix: '/tasks', functionName: 'admin', least: 'admin' },
];

const secondMs = 1_000;
const dayMs = 86_400_000;

/** A plan not carried out within 10 minutes is void: the next one will be made from the present state. */
const soonVoid: ReadonlySet<string> = new Set([scrapeRequested.name, renderRequested.name]);

/** One subscription for each function and topic, with the same numbers on Pub/Sub and the embedded queue. */
export const subscriptionPolicies: readonly SubscriptionPolicy[] = functionNames.flatMap((functionName) => {
  const definition: FunctionDefinition = functions[functionName];
  if (definition.trigger !== 'message') return [];
  return definition.topics.map((topic) => ({
    functionName,
    topic: topic.name,
    ackDeadlineMs: 600 * secondMs,
    minBackoffMs: 10 * secondMs,
    maxBackoffMs: 600 * secondMs,
    maxAttempts: definition.maxAttempts ?? Number.POSITIVE_INFINITY,
    deadLetterTopic: definition.maxAttempts === null ? null : messageDeadLettered.name,
    retentionMs: soonVoid.has(topic.name) ? 600 * secondMs : 7 * dayMs,
    concurrency: definition.limits.concurrency,
  }));
});
