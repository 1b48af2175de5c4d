/**
 * Larger things kept beside the documents: page snapshots, pictures, exports. Names are 1–500 characters of letters,
 * digits and `-_.:~`, in slash-separated parts of at most 200, none of them empty, `.` or `..`; anything else is refused
 * with InvalidRequestError (documents.ts). See `checkBlobName` in blob-name.ts.
 */
export interface Blobs {
  /** Replaces what is there. `expiresAtMs` is when it may be deleted. */
  put(
    name: string,
    bytes: Uint8Array,
    options: { readonly contentType: string; readonly expiresAtMs?: number },
  ): Promise<void>;
  get(name: string): Promise<{ readonly bytes: Uint8Array; readonly contentType: string } | undefined>;
  delete(name: string): Promise<void>;
  /** Names that begin with `prefix` (any text; empty for all), sorted by their characters, at most `limit`. */
  list(prefix: string, limit: number): Promise<string[]>;
}
