import * as z from 'zod';
import { evidenceRecord } from '../domain/anomaly/evidence-record.ts';
import { anomalyKinds } from '../domain/detection/verdict.ts';
import { money } from '../domain/money/money.ts';
import { productFacts } from '../domain/observation/facts.ts';
import { observation } from '../domain/observation/observation.ts';
import { defineCollection } from './collection.ts';

const baseline = z.object({
  days: z.number(),
  medianMinor: z.number(),
  low30Minor: z.number(),
  robustZ: z.number(),
  discount: z.number(),
  discountFromPrior: z.number(),
  nearestMinor: z.number(),
  nearestRatio: z.number(),
});

/**
 * `quarantined` waits for a second look; `validating` for a judgement; then `confirmed` (people are told), `rejected`
 * (a reading error, or nothing unusual after all) or `expired` (could not be made sure of in time). Any of them can
 * still prove wrong: `retracted`.
 */
export const anomalyState = z.enum(['quarantined', 'validating', 'confirmed', 'rejected', 'expired', 'retracted']);

/** Everything a decision about one observation rests on, from first sight to the end. */
export const anomalySchema = z.object({
  offerId: z.string(),
  shardId: z.string(),
  shopId: z.string(),
  retailerId: z.string(),
  url: z.string(),
  sequence: z.int(),
  type: z.enum(['deal', 'suspect']),
  kind: z.enum(anomalyKinds),
  state: anomalyState,
  price: money,
  facts: productFacts,
  baseline: baseline.nullable(),
  reasons: z.array(z.string()),
  observedAtMs: z.number(),
  /** The look that settled the suspicion, or the last one that tried to. */
  secondLook: observation.nullable(),
  /** While quarantined: when release-due ends the wait. */
  dueAtMs: z.number().nullable(),
  decidedAtMs: z.number().nullable(),
  decision: z
    .object({
      /** `later-look`: the price was gone before it could be announced. */
      by: z.enum(['second-look', 'later-look', 'rules', 'gemini', 'openrouter', 'deadline', 'shop-watch']),
      verdict: z.enum(['real', 'error', 'uncertain']),
      confidence: z.number(),
      explanation: z.string(),
      model: z.string().optional(),
      promptVersion: z.string().optional(),
    })
    .nullable(),
  validation: z.object({
    attempts: z.int(),
    lastError: z.string().nullable(),
    inputTokens: z.int(),
    outputTokens: z.int(),
    costMicroUsd: z.number(),
  }),
  /** Null for what was found before evidence was kept. */
  evidence: evidenceRecord.nullable().default(null),
  /** Who found out later that it was wrong, how, and the confirmed deals taken back with it. */
  retraction: z
    .object({
      by: z.enum(['operator', 'shop-watch', 'history']),
      reason: z.string(),
      atMs: z.number(),
      dealIds: z.array(z.string()),
    })
    .nullable()
    .default(null),
});
export type Anomaly = Readonly<z.infer<typeof anomalySchema>>;

export const anomalies = defineCollection({
  name: 'anomalies',
  database: 'catalogue',
  schema: anomalySchema,
  queries: {
    due: { order: [{ field: 'dueAtMs', direction: 'asc' }] },
    newest: { order: [{ field: 'observedAtMs', direction: 'desc' }] },
    newestInState: { equal: ['state'], order: [{ field: 'observedAtMs', direction: 'desc' }] },
    newestOfShop: { equal: ['shopId'], order: [{ field: 'observedAtMs', direction: 'desc' }] },
  },
});
