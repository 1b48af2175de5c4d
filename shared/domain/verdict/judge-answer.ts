import * as z from 'zod';

/** What a model has to answer; anything else counts as no answer. */
export const modelAnswer = z.object({
  verdict: z.enum(['real', 'error', 'uncertain']),
  confidence: z.number().min(0).max(1),
  explanation: z.string().min(1).max(600),
});
export type ModelAnswer = Readonly<z.infer<typeof modelAnswer>>;

/** The same as JSON Schema, in the words both providers' structured output understands. */
export const modelAnswerJsonSchema = {
  type: 'object',
  properties: {
    verdict: {
      type: 'string',
      enum: ['real', 'error', 'uncertain'],
      description: 'real: the shop asks this price. error: it does not. uncertain: it cannot be told.',
    },
    confidence: { type: 'number', description: 'How sure, from 0 to 1.' },
    explanation: { type: 'string', description: 'One or two sentences that name the numbers which decide.' },
  },
  required: ['verdict', 'confidence', 'explanation'],
} as const;

/** A model's text as an answer; undefined where it is not JSON of that shape. */
export function parseModelAnswer(text: string): ModelAnswer | undefined {
  try {
    return modelAnswer.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
