import * as z from 'zod';
import { dailyTally } from '../domain/alert/daily-cap.ts';
import { defineCollection } from './collection.ts';

/** What a subscriber was told today; id = id of the subscriber. */
export const tallies = defineCollection({
  name: 'tallies',
  database: 'people',
  schema: dailyTally.extend({ expiresAtMs: z.number() }),
  ttlField: 'expiresAtMs',
});
