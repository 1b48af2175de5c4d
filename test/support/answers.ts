import * as z from 'zod';

const problem = z.object({ type: z.string() });
const list = z.object({ items: z.array(z.looseObject({ id: z.string() })), nextCursor: z.string().nullish() });

/** An answer's body as a JSON object. */
export async function jsonOf(answer: Response): Promise<Record<string, unknown>> {
  return z.record(z.string(), z.unknown()).parse(await answer.json());
}

/** Status and type (without its namespace) of a Problem Details answer. */
export async function problemOf(answer: Response): Promise<[number, string]> {
  const { type } = problem.parse(await answer.json());
  return [answer.status, type.replace('urn:pricehawk:problem:', '')];
}

/** The ids of a list and where it goes on. */
export async function idsOf(answer: Response): Promise<{ readonly ids: string[]; readonly nextCursor: string | null }> {
  const { items, nextCursor = null } = list.parse(await answer.json());
  return { ids: items.map(({ id }) => id), nextCursor };
}
