import * as z from 'zod';
import { audienceEntry } from '../domain/audience/audience-entry.ts';
import { defineCollection } from './collection.ts';

/**
 * A page of the audience index: the subscribers kept under one term, or the part of them that `path` leads to. A page
 * that has been split holds nobody and is found by no query; its parts do.
 */
export const audiencePages = defineCollection({
  name: 'audience-pages',
  database: 'people',
  schema: z.object({
    term: z.string(),
    path: z.string(),
    isSplit: z.boolean(),
    /** The lowest `minDiscount` of all in it; null where nobody is. */
    lowestDiscount: z.number().nullable(),
    /** By the subscriber's id. */
    entries: z.record(z.string(), audienceEntry),
  }),
  queries: {
    ofTerms: { in: 'term', order: [{ field: 'lowestDiscount', direction: 'asc' }] },
    inUse: { order: [{ field: 'lowestDiscount', direction: 'asc' }] },
  },
});
export type AudiencePage = Readonly<z.infer<(typeof audiencePages)['schema']>>;
