import * as z from 'zod';
import { apiKeys } from '../documents/api-key.ts';
import { apiUsage } from '../documents/api-usage.ts';
import type { Documents } from '../ports/documents.ts';

const mostDays = 90;
const mostKeys = 100;

export const usageQuery = z.strictObject({ days: z.coerce.number().int().min(1).max(mostDays).default(30) });

const counted = { calls: z.number(), refused: z.number() };
export const usageView = z.object({
  /** The newest first; days without a call are left out. Up to a minute of the newest may still be missing. */
  days: z.array(
    z.object({
      day: z.iso.date(),
      ...counted,
      /** `key`: null for sessions; its name is null once it is revoked. */
      by: z.array(z.object({ key: z.string().nullable(), name: z.string().nullable(), ...counted })),
    }),
  ),
});

/** How much of the API somebody used, day by day. */
export async function usageOf(people: Documents, userId: string, days: number): Promise<z.input<typeof usageView>> {
  const equal = { userId };
  const [found, keys] = await Promise.all([
    apiUsage.find(people, 'ofUser', { equal, limit: days }),
    apiKeys.find(people, 'ofUser', { equal, limit: mostKeys }),
  ]);
  const names = new Map(keys.map(({ id, value }) => [id, value.name]));
  return {
    days: found.map(({ value: { dayMs, ways } }) => {
      const all = Object.values(ways);
      return {
        day: new Date(dayMs).toISOString().slice(0, 10),
        calls: all.reduce((sum, { calls }) => sum + calls, 0),
        refused: all.reduce((sum, { refused }) => sum + refused, 0),
        by: Object.entries(ways).map(([way, counts]) => ({
          key: way === 'session' ? null : way,
          name: names.get(way) ?? null,
          ...counts,
        })),
      };
    }),
  };
}
