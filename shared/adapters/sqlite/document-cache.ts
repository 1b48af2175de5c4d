import type { JsonObject, StoredDocument } from '../../ports/documents.ts';
import type { DocumentTable } from './document-table.ts';

/** Some 10 KB each, with what is made of them. */
const mostKept = 2_000;

/**
 * Documents of a collection that is read far more often than written, as they were parsed. A version belongs to one
 * content for ever, so that nothing here is ever stale: what has changed has another version, and is read anew.
 */
export function documentCache(table: DocumentTable): {
  /** The document of that id and version, which the file holds. */
  get(id: string, version: string | undefined): StoredDocument | undefined;
} {
  const kept = new Map<string, StoredDocument>();
  return {
    get: (id, version) => {
      if (version === undefined) return undefined;
      const known = kept.get(id);
      // Put at the end: what was asked for longest ago goes first.
      kept.delete(id);
      const document = known?.version === version ? known : frozen(table.get(id));
      if (document) kept.set(id, document);
      if (kept.size > mostKept) {
        const [oldest] = kept.keys();
        if (oldest !== undefined) kept.delete(oldest);
      }
      return document;
    },
  };
}

/** Handed to many: whoever changed it would change it for all. */
function frozen(document: StoredDocument | undefined): StoredDocument | undefined {
  return document && Object.freeze({ ...document, data: deepFrozen(document.data) });
}

function deepFrozen<T extends JsonObject | object>(value: T): T {
  for (const each of Object.values(value)) if (typeof each === 'object' && each !== null) deepFrozen(each);
  return Object.freeze(value);
}
