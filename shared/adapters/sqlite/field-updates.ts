import type { FieldUpdate, Json, JsonObject } from '../../ports/documents.ts';

/** The document with the updates made; the original is left as it is and shares what has not changed. */
export function withFieldUpdates(data: JsonObject, updates: readonly FieldUpdate[]): JsonObject {
  const root: Record<string, Json> = { ...data };
  // A map that a path leads through is copied once, however many of the 50 offers in it are updated.
  const copies = new Set<Json>([root]);
  for (const { path, value } of updates) {
    let parent = root;
    let reached = true;
    for (const name of path.slice(0, -1)) {
      const child = parent[name];
      if (!isMap(child) && value === undefined) {
        reached = false;
        break;
      }
      const next: Record<string, Json> = isMap(child) && copies.has(child) ? child : isMap(child) ? { ...child } : {};
      copies.add(next);
      parent[name] = next;
      parent = next;
    }
    const last = path.at(-1);
    if (!reached || last === undefined) continue;
    if (value === undefined) delete parent[last];
    else parent[last] = value;
  }
  return root;
}

function isMap(value: Json | undefined): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
