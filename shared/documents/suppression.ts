import * as z from 'zod';
import { defineCollection } from './collection.ts';

/**
 * That no mail goes to an address; id = keyed hash of it, which stays when its owner is erased: they must not be mailed
 * again either. Each field is the last time something was said, so that news may come in any order and more than once.
 */
export const suppressions = defineCollection({
  name: 'suppressions',
  database: 'people',
  schema: z.object({
    bouncedAtMs: z.number().nullable(),
    complainedAtMs: z.number().nullable(),
    /** By an operator; what was said before counts no more. */
    liftedAtMs: z.number().nullable(),
  }),
});
export type Suppression = Readonly<z.infer<(typeof suppressions)['schema']>>;
