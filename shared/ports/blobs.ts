/** Larger things kept beside the documents: page snapshots, pictures, exports. Names are slash-separated paths. */
export interface Blobs {
  /** Replaces what is there. `expiresAtMs` is when it may be deleted. */
  put(
    name: string,
    bytes: Uint8Array,
    options: { readonly contentType: string; readonly expiresAtMs?: number },
  ): Promise<void>;
  get(name: string): Promise<{ readonly bytes: Uint8Array; readonly contentType: string } | undefined>;
  delete(name: string): Promise<void>;
  /** Names that begin with `prefix`, sorted, at most `limit`. */
  list(prefix: string, limit: number): Promise<string[]>;
}
