import * as z from 'zod';
import { scrapePurpose } from '../domain/observation/observation.ts';
import { defineTopic } from './topic.ts';

/** Render one offer's page in the browser. Says all that is needed for it: the function that does it reads no database. */
export const renderRequested = defineTopic(
  'render-requested',
  z.object({
    /** Names this request; the page that comes back carries it. */
    renderId: z.string(),
    shardId: z.string(),
    offerId: z.string(),
    url: z.string(),
    purpose: scrapePurpose,
    /** BCP 47 locale of the shop; absent where it has none. */
    locale: z.string().optional(),
    robots: z.enum(['honour', 'ignore']),
    /** The shop is left alone until then, because it was asked another way before. */
    notBeforeMs: z.number().optional(),
    /** The pause between two pages of its host. */
    paceMs: z.number().optional(),
    /** Later nobody waits for the page any more. */
    voidAtMs: z.number(),
  }),
);
export type RenderRequested = z.infer<typeof renderRequested.schema>;
