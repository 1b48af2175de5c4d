import * as z from 'zod';
import { fetchFailures } from '../ports/page-source.ts';
import { defineTopic } from './topic.ts';

/**
 * What the browser showed of an offer's page. The names are those of the request; whoever asked knows what it was for,
 * so that a forged or repeated page changes nothing.
 */
export const pageRendered = defineTopic(
  'page-rendered',
  z.object({
    renderId: z.string(),
    shardId: z.string(),
    offerId: z.string(),
    renderedAtMs: z.number(),
    result: z.discriminatedUnion('type', [
      z.object({
        type: z.literal('page'),
        status: z.int(),
        /** After redirects. */
        url: z.string(),
        /** The document as its scripts left it, packed (gzip, base64) to fit into a message. */
        packedHtml: z.string(),
      }),
      z.object({
        type: z.literal('failed'),
        failure: z.enum(fetchFailures),
        detail: z.string(),
        retryAfterMs: z.number().optional(),
      }),
    ]),
  }),
);
export type PageRendered = z.infer<typeof pageRendered.schema>;
