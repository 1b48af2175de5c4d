import * as z from 'zod';
import { defineCollection } from './collection.ts';

/** Attempts to sign in to an address without success; id = keyed hash of it, whether anybody has it or not. */
export const failedSignIns = defineCollection({
  name: 'failed-sign-ins',
  database: 'people',
  schema: z.object({ count: z.int(), lastAtMs: z.number(), expiresAtMs: z.number() }),
  ttlField: 'expiresAtMs',
});
export type FailedSignIn = Readonly<z.infer<(typeof failedSignIns)['schema']>>;
