import * as z from 'zod';
import { defineCollection } from './collection.ts';

/** What a model said to a question; id = hash of prompt version, model and the question's every word. */
export const aiAnswers = defineCollection({
  name: 'ai-answers',
  database: 'catalogue',
  schema: z.object({
    verdict: z.enum(['real', 'error', 'uncertain']),
    confidence: z.number(),
    explanation: z.string(),
    model: z.string(),
    promptVersion: z.string(),
    answeredAtMs: z.number(),
    expiresAtMs: z.number(),
  }),
  ttlField: 'expiresAtMs',
});
