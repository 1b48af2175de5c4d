import type { FieldUpdate, Json } from '../ports/documents.ts';

/** One field of an update. Values are JSON by their collection's schema, which the types cannot say. */
export function field(path: readonly [string, ...string[]], value: unknown): FieldUpdate {
  return { path, value: value as Json | undefined };
}

/** Top-level fields of an update, by name. */
export function fields(values: Readonly<Record<string, unknown>>): FieldUpdate[] {
  return Object.entries(values).map(([name, value]) => field([name], value));
}
