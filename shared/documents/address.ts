import * as z from 'zod';
import { defineCollection } from './collection.ts';

/**
 * What leads to a user: id = keyed hash of the normalised email address they have shown to be theirs, of one they only
 * signed up with (`unconfirmed`), or of who they are at another service. Written in the transaction that reads it, which
 * is what makes an address have one owner.
 */
export const addresses = defineCollection({
  name: 'addresses',
  database: 'people',
  schema: z.object({ userId: z.string(), createdAtMs: z.number() }),
});
