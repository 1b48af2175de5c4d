import * as z from 'zod';
import { defineCollection } from './collection.ts';

const count = z.int().min(0);

/** What a person asked for on one day (UTC), by way: `session`, or the id of an API key. Id = user and day. */
export const apiUsage = defineCollection({
  name: 'api-usage',
  database: 'people',
  schema: z.object({
    userId: z.string(),
    /** When the day begins. */
    dayMs: z.number(),
    /** `refused`: of the calls, those answered by a 4xx. */
    ways: z.record(z.string(), z.object({ calls: count, refused: count })),
    expiresAtMs: z.number(),
  }),
  queries: { ofUser: { equal: ['userId'], order: [{ field: 'dayMs', direction: 'desc' }] } },
  ttlField: 'expiresAtMs',
});
export type DayOfUse = Readonly<z.infer<(typeof apiUsage)['schema']>>;
