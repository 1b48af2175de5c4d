import type { CollectionDefinition, FieldUpdate, Write } from '../../ports/documents.ts';
import type { FieldMap, Precondition, WriteMessage } from './firestore-client.ts';
import { documentName, type FirestoreRoot, fieldPath } from './firestore-names.ts';
import { encodeDocument, encodeField } from './firestore-values.ts';
import { versionToTime } from './firestore-version.ts';

/** A write in the words of Firestore's `commit`. */
export function toWriteMessage(root: FirestoreRoot, write: Write): WriteMessage {
  const name = documentName(root, write.key);
  const { collection } = write.key;
  switch (write.type) {
    case 'create':
      return { update: { name, fields: encodeDocument(collection, write.data) }, currentDocument: { exists: false } };
    case 'set':
      return { update: { name, fields: encodeDocument(collection, write.data) }, ...unchangedSince(write.version) };
    case 'update':
      return {
        update: { name, fields: encodeUpdates(collection, write.fields) },
        updateMask: { fieldPaths: write.fields.map(({ path }) => fieldPath(path)) },
        currentDocument: write.version === undefined ? { exists: true } : { updateTime: versionToTime(write.version) },
      };
    case 'delete':
      return { delete: name, ...unchangedSince(write.version) };
  }
}

function unchangedSince(version: string | undefined): { currentDocument?: Precondition } {
  return version === undefined ? {} : { currentDocument: { updateTime: versionToTime(version) } };
}

/** The values at their places in the document; a path in the mask without a value here is removed. */
function encodeUpdates(collection: CollectionDefinition, updates: readonly FieldUpdate[]): FieldMap {
  const fields: FieldMap = {};
  for (const { path, value } of updates) {
    if (value === undefined) continue;
    const parents = path.slice(0, -1);
    let target = fields;
    for (const part of parents) {
      const nested = target[part]?.mapValue?.fields ?? {};
      target[part] = { mapValue: { fields: nested } };
      target = nested;
    }
    target[path.at(-1) ?? ''] = encodeField(collection, path, value);
  }
  return fields;
}
