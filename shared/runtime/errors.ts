import { UnreadableDocumentError } from '../documents/collection.ts';
import { ConflictError, ContentionError, InvalidRequestError } from '../ports/documents.ts';

/** Will never succeed: the message is acknowledged and recorded as a dead letter. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
}

/** What the store or the bus would never take, they will not take the next time; nor does a document mend itself. */
export const isPermanent = (error: unknown): error is Error =>
  error instanceof PermanentError || error instanceof InvalidRequestError || error instanceof UnreadableDocumentError;

/** May succeed later: the message is delivered again. */
export class TransientError extends Error {
  override readonly name = 'TransientError';
  /** Nothing is wrong: it is only not time yet. */
  readonly isWaiting: boolean;

  constructor(message: string, options: ErrorOptions & { readonly isWaiting?: boolean } = {}) {
    super(message, options);
    this.isWaiting = options.isWaiting ?? false;
  }
}

/** Nobody's mistake: a write lost against another, or a service is busy. The same may succeed a moment later. */
export const isPassing = (error: unknown): error is Error =>
  error instanceof TransientError || error instanceof ConflictError || error instanceof ContentionError;

/** The configuration is wrong: the process says which key, what was found, what is allowed, and ends with code 2. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
