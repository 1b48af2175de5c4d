import * as z from 'zod';
import { alertState } from '../domain/alert/alert-state.ts';
import { defineCollection } from './collection.ts';

/** Where the alert of one subscriber for one subject (an offer, later a monitor) stands; absent means armed. */
export const alerts = defineCollection({
  name: 'alerts',
  database: 'people',
  schema: z.object({
    subscriberId: z.string(),
    subjectId: z.string(),
    state: alertState,
    expiresAtMs: z.number(),
  }),
  queries: { ofSubscriber: { equal: ['subscriberId'] } },
  ttlField: 'expiresAtMs',
});
