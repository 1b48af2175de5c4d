import * as z from 'zod';
import { detectorState } from '../detection/detector-state.ts';
import { shopWatch } from '../detection/shop-watch.ts';
import { anomalyKinds } from '../detection/verdict.ts';
import { silence } from '../observation/looks.ts';
import { observation, scrapePurpose } from '../observation/observation.ts';
import { comparison } from '../offer/comparison.ts';
import { standing } from '../offer/why-not-asked.ts';
import { askedModel } from '../verdict/asked-model.ts';

/** What the detector was given when it saw the price first, and which detector it was. */
const sight = z.object({
  release: z.string(),
  detectorVersion: z.int(),
  /** What it was called then; a suspect that proves real becomes a glitch. */
  kind: z.enum(anomalyKinds),
  /** The detector's state before the observation. */
  before: detectorState.nullable(),
  /** Votes, facts, strategy, confidence: the page as it was read. */
  observation,
  silences: z.array(silence),
  /** Other prices of the product that were known then. */
  comparison: comparison.default({}),
  /** The part of the shop's record that bears on this move. */
  shop: shopWatch.nullable(),
});

/** The later look that settled the suspicion, or tried to; its observation is the anomaly's `secondLook`. */
const laterLook = z.object({
  purpose: scrapePurpose,
  /** The detector's state before that look. */
  before: detectorState.nullable(),
  shop: shopWatch.nullable(),
});

/** What numbers and models said. */
const judgement = z.object({
  release: z.string(),
  retailerName: z.string(),
  rules: z.object({
    verdict: z.enum(['real', 'error', 'uncertain']),
    confidence: z.number(),
    explanation: z.string(),
    decisive: z.boolean(),
  }),
  /** Every model asked or passed over, in order, over all deliveries. */
  asked: z.array(askedModel),
  /** What stood when it was decided: the offer, and the part of the shop's record that bears on the move. */
  meanwhile: z.object({ offer: standing.nullable(), shop: shopWatch.nullable() }).nullable().default(null),
});
export type Judgement = Readonly<z.infer<typeof judgement>>;

/** Everything needed to take the decision about one observation again (PH-6 to PH-8). */
export const evidenceRecord = z.object({
  sight,
  laterLook: laterLook.nullable(),
  judgement: judgement.nullable(),
});
export type EvidenceRecord = Readonly<z.infer<typeof evidenceRecord>>;
