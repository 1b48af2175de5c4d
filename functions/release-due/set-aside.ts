import type { UnreadableDocumentError } from '../../shared/documents/collection.ts';
import { fields } from '../../shared/documents/fields.ts';
import type { Documents, FieldUpdate, Write } from '../../shared/ports/documents.ts';
import type { Log } from '../../shared/runtime/log.ts';

/**
 * Collects what was due and cannot be read. `flush` tells the operator of each and makes it due no more: it would come
 * up in vain every minute.
 */
export class SetAside {
  readonly #documents: Documents;
  readonly #update: (id: string, values: readonly FieldUpdate[]) => Write;
  readonly #log: Log;
  readonly #unreadable: UnreadableDocumentError[] = [];

  constructor(
    documents: Documents,
    collection: { update(id: string, values: readonly FieldUpdate[]): Write },
    log: Log,
  ) {
    this.#documents = documents;
    this.#update = collection.update;
    this.#log = log;
  }

  readonly add = (error: UnreadableDocumentError): void => {
    this.#unreadable.push(error);
  };

  /** `state` is what becomes of it where its collection has states; gives how many there were. */
  async flush(state?: string): Promise<number> {
    const unreadable = this.#unreadable.splice(0);
    if (unreadable.length === 0) return 0;
    for (const error of unreadable) this.#log.error('what was due cannot be read and is set aside', {}, error);
    const values = fields({ dueAtMs: null, ...(state === undefined ? {} : { state }) });
    await this.#documents.write(unreadable.map(({ id }) => this.#update(id, values)));
    return unreadable.length;
  }
}
