import * as z from 'zod';
import type { Json } from '../../ports/documents.ts';
import type { Person } from './holding.ts';
import { personalData } from './personal-data.ts';
import { at } from './show.ts';

/** Everything about one person, in one document (GDPR art. 15 and 20): readable by people and by programs. */
export const archive = z.object({
  format: z.literal('pricehawk-personal-data-1'),
  userId: z.string(),
  gatheredAt: z.string(),
  /** By collection: what it holds, and all of it. */
  data: z.record(z.string(), z.object({ holds: z.string(), items: z.array(z.unknown()) })),
});

export async function gatherPersonalData(person: Person): Promise<z.input<typeof archive>> {
  const data: Record<string, { holds: string; items: Json[] }> = {};
  for (const [collection, holding] of Object.entries(personalData)) {
    if ('holds' in holding) data[collection] = { holds: holding.holds, items: [...(await holding.show(person))] };
  }
  const { userId, nowMs } = person;
  return { format: 'pricehawk-personal-data-1', userId, gatheredAt: at(nowMs) ?? '', data };
}
