import type { Blobs } from '../ports/blobs.ts';
import type { Clock, Random } from '../ports/clock.ts';
import type { Documents } from '../ports/documents.ts';
import type { Publisher } from '../ports/publisher.ts';
import type { Secrets } from '../ports/secrets.ts';
import type { Log } from './log.ts';
import type { Settings } from './settings.ts';

/** Admits calls to outside services and learns how they ended (PH-5). */
export interface BreakerGuard {
  admit(
    service: string,
  ): Promise<
    { readonly type: 'admitted'; readonly probe: boolean } | { readonly type: 'refused'; readonly retryAtMs: number }
  >;
  record(service: string, outcome: 'success' | 'failure'): Promise<void> | void;
  /** At the end of a request: writes down what the other instances must know. */
  flush(): Promise<void>;
}

/** Where a function runs: everything it can reach. Functions never know which platform this is. */
export interface Platform {
  readonly settings: Settings;
  readonly catalogue: Documents;
  readonly people: Documents;
  readonly publisher: Publisher;
  readonly blobs: Blobs;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly breakers: BreakerGuard;
}
