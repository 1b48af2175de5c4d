import type { RetailerDirectory } from '../domain/offer/retailer-directory.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { Clock, Random } from '../ports/clock.ts';
import type { Documents } from '../ports/documents.ts';
import type { Publisher } from '../ports/publisher.ts';
import type { Secrets } from '../ports/secrets.ts';
import type { BreakerGuard } from './breaker-guard.ts';
import type { Log } from './log.ts';
import type { Settings } from './settings.ts';

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
  readonly retailers: RetailerDirectory;
}
