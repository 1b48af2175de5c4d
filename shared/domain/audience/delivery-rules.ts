import * as z from 'zod';
import { channel } from '../../messages/notification-requested.ts';

const hour = z.int().min(0).max(23);
const minuteOfDay = z.int().min(0).max(1_439);

/** A stretch of the day on the subscriber's own clock, minutes after midnight; it may pass midnight. */
export const quietHours = z
  .object({ fromMinute: minuteOfDay, toMinute: minuteOfDay })
  .refine(({ fromMinute, toMinute }) => fromMinute !== toMinute, 'quiet hours that end when they begin');
export type QuietHours = Readonly<z.infer<typeof quietHours>>;

/** `atHour`: when a daily digest comes, and with it whatever else was too much for its day. */
export const digest = z.object({ every: z.enum(['instant', 'hourly', 'daily']), atHour: hour });
export type Digest = Readonly<z.infer<typeof digest>>;

/** How and when a subscriber is told of what they asked for. */
export const deliveryRules = z.object({
  /** Told over each of these that they have. */
  channels: z.array(channel).min(1),
  /** In this order the first that is left takes the place of a channel that failed. */
  fallbackChannels: z.array(channel),
  quietHours: quietHours.nullable(),
  digest,
  /** What exceeds it comes with the next digest; a tier may allow less. */
  mostPerDay: z.int().min(1).max(1_000),
  /** The same offer is not told again within this time … */
  coolDownHours: z.int().min(0).max(8_760),
  /** … unless its price has fallen by this share below what was told. */
  rearmDrop: z.number().gt(0).max(1),
});
export type DeliveryRules = Readonly<z.infer<typeof deliveryRules>>;

export const defaultDeliveryRules = {
  channels: ['email', 'push'],
  fallbackChannels: [],
  quietHours: null,
  digest: { every: 'instant', atHour: 8 },
  mostPerDay: 20,
  coolDownHours: 72,
  rearmDrop: 0.05,
} satisfies DeliveryRules;
