import * as z from 'zod';
import { defineTopic } from './topic.ts';

/**
 * A message a function gave up on. The bus forwards such messages by itself when their attempts are used (then the
 * body is the original's and the attributes name the subscription); a function that knows at once that trying again is
 * in vain publishes this form.
 */
export const messageDeadLettered = defineTopic(
  'message-dead-lettered',
  z.object({
    topic: z.string(),
    functionName: z.string(),
    messageId: z.string(),
    text: z.string(),
    attributes: z.record(z.string(), z.string()),
    reason: z.string(),
  }),
);
