import * as z from 'zod';
import type { Subscriber } from '../../../shared/documents/subscriber.ts';
import { dealFilter } from '../../../shared/domain/audience/deal-filter.ts';
import { deliveryRules, type QuietHours } from '../../../shared/domain/audience/delivery-rules.ts';
import { type CategoryId, categoryId, categoryIds } from '../../../shared/domain/category/categories.ts';
import { money } from '../../../shared/domain/money/money.ts';
import { isTimeZone } from '../../../shared/domain/time/zone-clock.ts';

const currencies = new Set(Intl.supportedValuesOf('currency'));
const price = z
  .strictObject(money.shape)
  .refine(({ minor }) => minor > 0, { path: ['minor'], error: 'more than nothing, in the smallest unit' })
  .refine(({ currency }) => currencies.has(currency), {
    path: ['currency'],
    error: 'a currency code of ISO 4217, such as EUR',
  });

/** On the subscriber's own clock. */
export const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day, 00:00 to 23:59');
/** Told within a day in any case: nights are shorter than this. */
const longestQuietMinutes = 20 * 60;

export const quietForm = z
  .strictObject({ from: timeOfDay, to: timeOfDay })
  .refine((given) => quietMinutes(given) > 0, 'quiet hours that end when they begin; null for none')
  .refine((given) => quietMinutes(given) <= longestQuietMinutes, 'quiet hours of at most 20 hours');

/** What a subscriber chooses, as programs and pages send it and get it back. */
export const preferencesForm = z.strictObject({
  /** False: told of nothing, everything else stays as it is. */
  active: z.boolean(),
  locale: z.string().max(35).refine(isLocale, 'a language tag of BCP 47, such as en-GB'),
  timeZone: z.string().max(100).refine(isTimeZone, 'a time zone of the tz database, such as Europe/Berlin'),
  filter: z.strictObject({
    ...dealFilter.shape,
    categories: z.array(categoryId).max(categoryIds.length).optional(),
    maxPrice: price.optional(),
  }),
  delivery: z.strictObject({ ...deliveryRules.shape, quietHours: quietForm.nullable() }),
});
export type PreferencesForm = z.output<typeof preferencesForm>;

/** The fields of a subscriber that a form decides. */
export function chosenIn({ active, locale, timeZone, filter, delivery }: PreferencesForm) {
  const { quietHours } = delivery;
  return {
    active,
    locale,
    timeZone,
    filter,
    delivery: { ...delivery, quietHours: quietHours && minutesOf(quietHours) },
  } satisfies Partial<Subscriber>;
}

export function formOf({ active, locale, timeZone, filter, delivery }: Subscriber): PreferencesForm {
  const { quietHours } = delivery;
  const times = quietHours && { from: timeOf(quietHours.fromMinute), to: timeOf(quietHours.toMinute) };
  // Chosen when any name would do.
  const { categories: named, ...others } = filter;
  const categories = named?.filter((name): name is CategoryId => categoryId.safeParse(name).success);
  return {
    active,
    locale,
    timeZone,
    filter: { ...others, ...(categories ? { categories } : {}) },
    delivery: { ...delivery, quietHours: times },
  };
}

/** Quiet hours as they are kept. */
export const minutesOf = ({ from, to }: z.output<typeof quietForm>): QuietHours => ({
  fromMinute: minuteOf(from),
  toMinute: minuteOf(to),
});

function quietMinutes({ from, to }: { readonly from: string; readonly to: string }): number {
  return (minuteOf(to) - minuteOf(from) + 1_440) % 1_440;
}

function minuteOf(time: string): number {
  const [hours, minutes] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

const timeOf = (minute: number): string =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');

function isLocale(text: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(text).length > 0;
  } catch {
    return false;
  }
}
