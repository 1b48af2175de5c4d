import * as z from 'zod';

/** The causes a subscriber was told of on one day of their own calendar. */
export const dailyTally = z.object({ day: z.string(), causeIds: z.array(z.string()) });
export type DailyTally = Readonly<z.infer<typeof dailyTally>>;

/** Null where the day is full; a cause told over several channels counts once. */
export function countTold(
  tally: DailyTally | undefined,
  told: { readonly day: string; readonly causeId: string; readonly mostPerDay: number },
): DailyTally | null {
  const { day, causeId, mostPerDay } = told;
  const causeIds = tally?.day === day ? tally.causeIds : [];
  if (causeIds.includes(causeId)) return { day, causeIds };
  return causeIds.length < mostPerDay ? { day, causeIds: [...causeIds, causeId] } : null;
}
