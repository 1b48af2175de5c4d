import { apiUsage, type DayOfUse } from '../../documents/api-usage.ts';
import type { DocumentReader, Write } from '../../ports/documents.ts';

export const dayMs = 86_400_000;
const keptForMs = 90 * dayMs;

/** Calls by way, see api-usage.ts. */
export type Ways = Readonly<DayOfUse['ways']>;

/** Adds calls to what is known of a person's day. */
export async function addUse(
  read: DocumentReader,
  { userId, startMs, ways }: { readonly userId: string; readonly startMs: number; readonly ways: Ways },
): Promise<readonly Write[]> {
  const id = `${userId}:${startMs / dayMs}`;
  const known = (await apiUsage.get(read, id))?.value.ways ?? {};
  return [apiUsage.set(id, { userId, dayMs: startMs, ways: sumOf(known, ways), expiresAtMs: startMs + keptForMs })];
}

export function sumOf(one: Ways, other: Ways): Ways {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  const none = { calls: 0, refused: 0 };
  return Object.fromEntries(
    [...names].map((way) => {
      const [a, b] = [one[way] ?? none, other[way] ?? none];
      return [way, { calls: a.calls + b.calls, refused: a.refused + b.refused }];
    }),
  );
}
