import type { DatabaseName, DocumentKey } from '../../ports/documents.ts';

/** Where documents live: `projects/…/databases/…/documents`, the root of every name. */
export interface FirestoreRoot {
  /** `projects/…/databases/…` */
  readonly database: string;
  /** `projects/…/databases/…/documents` */
  readonly documents: string;
}

export function firestoreRoot(projectId: string, database: DatabaseName): FirestoreRoot {
  const name = `projects/${projectId}/databases/${database}`;
  return { database: name, documents: `${name}/documents` };
}

export function documentName(root: FirestoreRoot, key: DocumentKey): string {
  return `${root.documents}/${key.collection.name}/${key.id}`;
}

export function documentId(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** A field path in Firestore's syntax, every part quoted, so that dots and dashes in names are only characters. */
export function fieldPath(path: readonly string[]): string {
  return path.map((part) => `\`${part.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``).join('.');
}
