import * as z from 'zod';
import { defineCollection } from './collection.ts';

/**
 * That somebody is erased, or is being erased; id = hash of their user id, which is random and names nobody. Kept for
 * ever: what is erased stays so after a restore (see domain/personal-data/ledger.ts).
 */
export const erasures = defineCollection({
  name: 'erasures',
  database: 'people',
  schema: z.object({
    /** Null once everything is erased: then only the hash is left. */
    userId: z.string().nullable(),
    /** Of their API keys, under which the audit names them. */
    keyIds: z.array(z.string()),
    requestedAtMs: z.number(),
    /** When everything that was found was erased for the first time; what was under way then is looked for once more. */
    sweptAtMs: z.number().nullable(),
    /** Null once everything is erased. */
    dueAtMs: z.number().nullable(),
  }),
  queries: { due: { order: [{ field: 'dueAtMs', direction: 'asc' }] } },
});
export type Erasure = Readonly<z.infer<(typeof erasures)['schema']>>;
