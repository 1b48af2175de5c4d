import { shopAlarm } from '../domain/detection/shop-alarm.ts';
import { defineCollection } from './collection.ts';

/** The newest alarm of each shop, open or over; id = id of the shop. */
export const shopAlarms = defineCollection({
  name: 'shop-alarms',
  database: 'catalogue',
  schema: shopAlarm,
  queries: { newest: { order: [{ field: 'sinceMs', direction: 'desc' }] } },
});
