import * as z from 'zod';
import { defineCollection } from './collection.ts';

/** Every privileged act, and what looks like an attack: who did what, to whom, when, from where (WP-5). */
export const auditEntries = defineCollection({
  name: 'audit',
  database: 'people',
  schema: z.object({
    atMs: z.number(),
    /** `user:<id>`, `key:<id>`, `operator`, `public`. */
    actor: z.string(),
    action: z.string(),
    /** `user:<id>`, `deal:<id>` …; null where it concerned nobody known. */
    target: z.string().nullable(),
    /** Network address, sealed. */
    from: z.string(),
    correlationId: z.string(),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    expiresAtMs: z.number(),
  }),
  queries: {
    newest: { order: [{ field: 'atMs', direction: 'desc' }] },
    ofTarget: { equal: ['target'], order: [{ field: 'atMs', direction: 'desc' }] },
    byActor: { equal: ['actor'], order: [{ field: 'atMs', direction: 'desc' }] },
  },
  ttlField: 'expiresAtMs',
});
