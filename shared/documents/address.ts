import * as z from 'zod';
import { defineCollection } from './collection.ts';

/**
 * What leads to a user: id = keyed hash of the normalised email address, or of who they are at another service. Created
 * in the transaction that creates the user, which is what makes it unique.
 */
export const addresses = defineCollection({
  name: 'addresses',
  database: 'people',
  schema: z.object({ userId: z.string(), createdAtMs: z.number() }),
});
