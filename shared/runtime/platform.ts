import type { Extraction, Page } from '../domain/extraction/extraction.ts';
import type { Retailer } from '../domain/extraction/retailer.ts';
import type { HostMap } from '../domain/fetching/target.ts';
import type { Money } from '../domain/money/money.ts';
import type { RetailerDirectory } from '../domain/offer/retailer-directory.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { Clock, Random } from '../ports/clock.ts';
import type { MailDelivery } from '../ports/delivery.ts';
import type { Documents } from '../ports/documents.ts';
import type { PageSource } from '../ports/page-source.ts';
import type { Passwords } from '../ports/passwords.ts';
import type { Publisher } from '../ports/publisher.ts';
import type { Secrets } from '../ports/secrets.ts';
import type { SubscriptionBacklog } from '../ports/subscription.ts';
import type { BreakerGuard } from './breaker-guard.ts';
import type { Log } from './log.ts';
import type { Settings } from './settings.ts';

/** Reads a page by the rules of domain/extraction, in this thread or another. */
export type ReadPage = (page: Page, retailer: Retailer, previousPrice: Money | null) => Promise<Extraction>;

interface BrowserOptions {
  /** `auto`, or the path of an installed Chrome. */
  readonly chrome: string;
  /** Local hosts that may be asked: name → address:port. */
  readonly allowedHosts: HostMap;
  /** Pages rendered at once. */
  readonly concurrency: number;
}

/** Where a function runs: everything it can reach. Functions never know which platform this is. */
export interface Platform {
  readonly settings: Settings;
  readonly catalogue: Documents;
  readonly people: Documents;
  readonly publisher: Publisher;
  readonly blobs: Blobs;
  readonly secrets: Secrets;
  readonly passwords: Passwords;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly breakers: BreakerGuard;
  readonly retailers: RetailerDirectory;
  readonly readPage: ReadPage;
  /** Has something given up and closed as soon as the process is told to end. */
  onStop(stop: () => Promise<void>): void;
  /** Chromium in another process; where absent, it is driven by this one. */
  readonly openBrowser?: (options: BrowserOptions) => PageSource & { close(): Promise<void> };
  /** Keeps mails where no mail service is configured; absent where there is no disk to keep them on. */
  readonly outbox?: MailDelivery;
  /** What waits on the bus; absent where only the operator's console is told. */
  readonly backlog?: () => readonly SubscriptionBacklog[];
}
