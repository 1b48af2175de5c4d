import * as z from 'zod';
import { defineCollection } from './collection.ts';

/** Proof of life of each function, written at most once a minute; id = function name. */
export const heartbeats = defineCollection({
  name: 'heartbeats',
  database: 'catalogue',
  schema: z.object({ atMs: z.number(), version: z.string() }),
});
