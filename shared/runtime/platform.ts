import type { Extraction, Page } from '../domain/extraction/extraction.ts';
import type { Retailer } from '../domain/extraction/retailer.ts';
import type { Money } from '../domain/money/money.ts';
import type { RetailerDirectory } from '../domain/offer/retailer-directory.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { Clock, Random } from '../ports/clock.ts';
import type { MailDelivery } from '../ports/delivery.ts';
import type { Documents } from '../ports/documents.ts';
import type { Publisher } from '../ports/publisher.ts';
import type { Secrets } from '../ports/secrets.ts';
import type { BreakerGuard } from './breaker-guard.ts';
import type { Log } from './log.ts';
import type { Settings } from './settings.ts';

/** Reads a page by the rules of domain/extraction, in this thread or another. */
export type ReadPage = (page: Page, retailer: Retailer, previousPrice: Money | null) => Promise<Extraction>;

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
  readonly readPage: ReadPage;
  /** Keeps mails where no mail service is configured; absent where there is no disk to keep them on. */
  readonly outbox?: MailDelivery;
}
