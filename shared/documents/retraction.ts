import * as z from 'zod';
import { defineCollection } from './collection.ts';

/**
 * That a deal is retracted, where people are told of deals; id = id of the deal. Written before its recipients are
 * read, and read by whoever claims or settles a hand-over of the deal: either the hand-over is seen, or it sees this.
 */
export const retractions = defineCollection({
  name: 'retractions',
  database: 'people',
  schema: z.object({ retractedAtMs: z.number(), expiresAtMs: z.number() }),
  ttlField: 'expiresAtMs',
});
