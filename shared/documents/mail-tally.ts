import * as z from 'zod';
import { mailEvent } from '../domain/mail/mail-event.ts';
import { defineCollection } from './collection.ts';

/** What became of a part of the mails of one day (UTC); id = day and part. Parts, for news come in bursts. */
export const mailTallies = defineCollection({
  name: 'mail-tallies',
  database: 'people',
  schema: z.object({
    dayStartMs: z.number(),
    /** Mails by event, each mail once. */
    counts: z.partialRecord(mailEvent, z.int()),
    expiresAtMs: z.number(),
  }),
  queries: { newest: { order: [{ field: 'dayStartMs', direction: 'desc' }] } },
  ttlField: 'expiresAtMs',
});
export type MailTally = Readonly<z.infer<(typeof mailTallies)['schema']>>;
