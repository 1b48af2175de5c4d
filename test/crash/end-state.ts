import type { Json, JsonObject } from '../../shared/ports/documents.ts';
import type { InMemoryDocuments } from '../support/in-memory-documents.ts';

/** What is left when a run has ended: every document, and everything that reached somebody. */
export type EndState = {
  readonly documents: { readonly [name: string]: Json };
  readonly mails: readonly string[];
  readonly pushes: readonly string[];
  /** Each with its service, and once where its reader knows a repetition. */
  readonly messages: readonly string[];
};

/** Collections that count what was done, not what came of it: a call made again is one more call. */
const bookkeeping: readonly string[] = ['ai-budgets', 'audit', 'heartbeats', 'pacing'];

/** Names and keys of one run or attempt, and how often something was tried. */
const ownToEachRun: readonly string[] = [
  'asked',
  'attempt',
  'attempts',
  'attributes',
  'auth',
  'batchId',
  'correlationId',
  'costMicroUsd',
  'inputTokens',
  'mergedBatchIds',
  'messageId',
  'outputTokens',
  'p256dh',
  'providerId',
  'raisedBy',
  'revision',
  'sealed',
];

/** All documents, without what differs between two runs that did the same. */
export function documentsOf(databases: readonly InMemoryDocuments[]): { readonly [name: string]: Json } {
  const found = databases.flatMap((database) => database.all());
  const entries = found
    .filter(({ collection, data }) => !bookkeeping.includes(collection) && !isClosedBreaker(collection, data))
    .map(({ collection, id, data }): [string, Json] => [nameOf(collection, id, data), comparable(collection, data)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** An instance tells of successes late or, killed, never; without a document a breaker is closed as well. */
const isClosedBreaker = (collection: string, { state }: JsonObject) => collection === 'breakers' && state === 'closed';

/** The bus numbers its messages; a dead letter is known by what it says. */
function nameOf(collection: string, id: string, data: JsonObject): string {
  return collection === 'dead-letters'
    ? `dead-letters/${String(data.functionName)} ${String(data.body)} ${String(data.reason)}`
    : `${collection}/${id}`;
}

function comparable(collection: string, data: JsonObject): Json {
  // A breaker counts calls, and a call made again is one more.
  if (collection === 'breakers') return { state: data.state ?? null };
  if (collection === 'history')
    return { ...object(stripped(data)), changes: pricesOf(data.changes), ends: Object.keys(object(data.ends ?? null)) };
  return stripped(data);
}

/** The prices of a history in the order they came; each is [instant, price] under the number of its observation. */
function pricesOf(changes: Json | undefined): Json {
  const entries = Object.values(object(changes ?? null)).map((change): [number, number] => [
    Number(Array.isArray(change) ? change[0] : 0),
    Number(Array.isArray(change) ? change[1] : 0),
  ]);
  return entries.sort(([a], [b]) => a - b).map(([, minor]) => minor);
}

const object = (value: Json): JsonObject => (isObject(value) ? value : {});

function stripped(value: Json, name = ''): Json {
  // Whatever is done again is done later.
  if (typeof value === 'number' && /Ms$/.test(name)) return 'an instant';
  // Weighed by time, which differs by seconds of months.
  if (typeof value === 'number' && !Number.isInteger(value)) return Number(value.toPrecision(3));
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => stripped(each));
  const kept = Object.entries(value).filter(([key]) => !ownToEachRun.includes(key));
  return Object.fromEntries(kept.map(([key, each]) => [key, stripped(each, key)]));
}

/** The first places where two end states differ; empty where they agree. */
export function differences(expected: Json | undefined, found: Json | undefined, place = ''): string[] {
  if (JSON.stringify(expected) === JSON.stringify(found)) return [];
  if (!isObject(expected) || !isObject(found)) {
    return [`${place}: ${short(expected)} became ${short(found)}`];
  }
  const keys = [...new Set([...Object.keys(expected), ...Object.keys(found)])];
  return keys.flatMap((key) => differences(expected[key], found[key], place ? `${place}.${key}` : key));
}

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null;

const short = (value: Json | undefined) => (JSON.stringify(value) ?? 'nothing').slice(0, 120);

/** What came of it, in words: `anomaly confirmed`, `mail to ada@example.com` … sorted. */
export function outcomesOf({ documents, mails, pushes, messages }: EndState): string[] {
  const states = Object.entries(documents).flatMap(([name, document]) => {
    const [collection = ''] = name.split('/');
    const { state } = object(document);
    return toldOf.includes(collection) ? [`${collection} ${String(state)}`] : [];
  });
  const sent = [
    ...mails.map((mail) => `mail to ${mail}`),
    ...pushes.map((push) => `push to ${push}`),
    ...messages.map((message) => `message over ${message}`),
  ];
  return [...states, ...sent.map((line) => line.replace(/[:,].*/, ''))].sort();
}

const toldOf: readonly string[] = ['anomalies', 'dispatches', 'dead-letters'];
