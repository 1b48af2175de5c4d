import * as z from 'zod';
import { messageChannels } from '../domain/alert/destination.ts';
import { channel, type NotificationRequested, notificationKind } from '../messages/notification-requested.ts';
import { mail, pushSubscription } from '../ports/delivery.ts';
import { defineCollection, type Stored } from './collection.ts';

/** Which of its subscriber's destinations it is, and whose circuit breaker that has. */
const destinationName = z.object({ id: z.string(), breaker: z.string() });

/** What is sent, byte for byte. */
const rendered = z.discriminatedUnion('channel', [
  z.object({ channel: z.literal('email'), mail }),
  z.object({ channel: z.literal('push'), payload: z.string(), subscriptions: z.array(pushSubscription) }),
  z.object({
    channel: z.enum(messageChannels),
    /** JSON, without where it goes. */
    body: z.string(),
    /** Where it goes, as its subscriber keeps it: sealed (channel/kept-destinations.ts). */
    to: z.string(),
    destination: destinationName,
  }),
]);
export type Rendered = Readonly<z.infer<typeof rendered>>;
export const renderedSchema: z.ZodType<Rendered> = rendered;

/** The same as it is kept: sealed, since it says who is told what. In plain text as releases before kept it. */
const kept = z.union([z.object({ channel, sealed: z.string(), destination: destinationName.optional() }), rendered]);

/** `unknown`: perhaps sent, and the operator's to decide, who may end it as `given-up`. */
export const dispatchState = z.enum([
  'claimed',
  'waiting',
  'sent',
  'failed',
  'unknown',
  'given-up',
  'split',
  'cancelled',
  'withdrawn',
]);

/**
 * One hand-over to a provider: the claim on its recipients, a lease held by whoever works on it, and the rendered
 * payload, frozen so that every retry sends the same bytes under the same key (the document's id).
 */
const dispatchSchema = z.object({
  /** Of the deal, or of the digest. */
  dealId: z.string(),
  kind: notificationKind.default('deal'),
  channel,
  /** Who is told, with what is sent to each, rendered once. */
  recipients: z.array(
    z.object({
      subscriberId: z.string(),
      notificationId: z.string(),
      /** The deals a digest tells of, each with the notification that says so. */
      items: z.array(z.object({ dealId: z.string(), notificationId: z.string() })).optional(),
      rendered: kept,
    }),
  ),
  state: dispatchState,
  holder: z.string().nullable(),
  leaseUntilMs: z.number(),
  attempt: z.int(),
  firstAttemptAtMs: z.number().nullable(),
  /** When release-due hands a waiting or abandoned dispatch over again. */
  dueAtMs: z.number().nullable(),
  lastError: z.string().nullable(),
  /** Sent again by an operator although it perhaps had been: whatever comes of it, its recipients count as told. */
  sentAnyway: z.boolean().optional(),
  createdAtMs: z.number(),
  expiresAtMs: z.number(),
});
export type Dispatch = Readonly<z.infer<typeof dispatchSchema>>;

/** Everything that is told to a recipient: of a digest, itself and all it tells of. */
export const notificationIdsOf = ({ notificationId, items = [] }: Dispatch['recipients'][number]): string[] => [
  notificationId,
  ...items.map((item) => item.notificationId),
];

export const dispatches = defineCollection({
  name: 'dispatches',
  database: 'people',
  schema: dispatchSchema,
  queries: {
    due: { order: [{ field: 'dueAtMs', direction: 'asc' }] },
    newestInState: { equal: ['state'], order: [{ field: 'createdAtMs', direction: 'desc' }] },
  },
  ttlField: 'expiresAtMs',
});

/** The message that has a dispatch handed over. */
export function dispatchRequest({
  id: dispatchId,
  value,
}: Pick<Stored<Dispatch>, 'id' | 'value'>): NotificationRequested {
  const { kind, dealId, channel, recipients } = value;
  return { kind, dispatchId, dealId, channel, subscriberIds: recipients.map(({ subscriberId }) => subscriberId) };
}
