import * as z from 'zod';
import { money } from '../domain/money/money.ts';
import { snapshotReason } from '../domain/snapshot/snapshot-reason.ts';
import { defineCollection } from './collection.ts';

/** How long a page is kept: its document by the store, its blob by the folder or the bucket. */
export const snapshotLifeMs = 30 * 86_400_000;

/** What a page that was kept is of. */
export const snapshotSchema = z.object({
  offerId: z.string(),
  shopId: z.string(),
  retailerId: z.string(),
  url: z.string(),
  reason: snapshotReason,
  /** The suspicion whose second look it is. */
  anomalyId: z.string().optional(),
  status: z.int(),
  /** What was seen before: the price that a selector has to give. */
  earlierPrice: money.nullable(),
  bytes: z.int(),
  /** Too large to be kept whole. */
  truncated: z.boolean(),
  takenAtMs: z.number(),
  expiresAtMs: z.number(),
});
export type Snapshot = Readonly<z.infer<typeof snapshotSchema>>;

/** Pages kept for the operator, redacted and packed in the blob of `snapshotBlob`; id = offer, reason and subject. */
export const snapshots = defineCollection({
  name: 'snapshots',
  database: 'catalogue',
  schema: snapshotSchema,
  queries: {
    newest: { order: [{ field: 'takenAtMs', direction: 'desc' }] },
    newestOfShop: { equal: ['shopId'], order: [{ field: 'takenAtMs', direction: 'desc' }] },
  },
  ttlField: 'expiresAtMs',
});

export const snapshotBlob = (id: string): string => `snapshots/${id}.html.gz`;
