import type { Json } from '../../ports/documents.ts';

/** An instant as the archive writes it. */
export const at = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** A value of a document, or made of one, as JSON: what is undefined is left out. */
export const json = (value: object): Json => JSON.parse(JSON.stringify(value));

/** Something of each document of some pages. */
export async function inPages<T>(pages: AsyncIterable<readonly T[]>, show: (each: T) => Json): Promise<Json[]> {
  const shown: Json[] = [];
  for await (const page of pages) shown.push(...page.map(show));
  return shown;
}
