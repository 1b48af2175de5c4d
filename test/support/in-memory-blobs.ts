import type { Blobs } from '../../shared/ports/blobs.ts';

/** Blobs that last as long as the test. */
export interface InMemoryBlobs extends Blobs {
  readonly kept: Map<
    string,
    { readonly bytes: Uint8Array; readonly contentType: string; readonly expiresAtMs?: number }
  >;
}

export function inMemoryBlobs(): InMemoryBlobs {
  const kept: InMemoryBlobs['kept'] = new Map();
  return {
    kept,
    put: async (name, bytes, options) => {
      kept.set(name, { bytes, ...options });
    },
    get: async (name) => kept.get(name),
    delete: async (name) => {
      kept.delete(name);
    },
    list: async (prefix, limit) =>
      [...kept.keys()]
        .filter((name) => name.startsWith(prefix))
        .toSorted()
        .slice(0, limit),
  };
}
