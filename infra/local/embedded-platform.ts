import { join } from 'node:path';
import { argon2Passwords } from '../../shared/adapters/argon2-passwords.ts';
import { browserProcess } from '../../shared/adapters/chromium/browser-process.ts';
import { type FolderBlobs, folderBlobs } from '../../shared/adapters/folder-blobs.ts';
import { createOutbox, type Outbox } from '../../shared/adapters/outbox.ts';
import { embeddedPublisher } from '../../shared/adapters/queue/embedded-publisher.ts';
import { type EmbeddedQueue, embeddedQueue } from '../../shared/adapters/queue/embedded-queue.ts';
import { openDatabase, type SqliteDatabase } from '../../shared/adapters/sqlite/open-database.ts';
import { type ExpiringDocuments, sqliteDocuments } from '../../shared/adapters/sqlite/sqlite-documents.ts';
import { systemClock, systemRandom } from '../../shared/adapters/system.ts';
import { allCollections } from '../../shared/documents/all-collections.ts';
import type { Retailer } from '../../shared/domain/extraction/retailer.ts';
import { retailerDirectory } from '../../shared/domain/offer/retailer-directory.ts';
import type { Clock, Random } from '../../shared/ports/clock.ts';
import type { Secrets } from '../../shared/ports/secrets.ts';
import { breakerLog, createBreakerGuard } from '../../shared/runtime/breaker-guard.ts';
import { createLog, type LogSink } from '../../shared/runtime/log.ts';
import type { Platform, ReadPage } from '../../shared/runtime/platform.ts';
import type { Settings } from '../../shared/runtime/settings.ts';
import { subscriptionPolicies } from '../../shared/topology.ts';

export interface EmbeddedPlatform extends Platform {
  readonly catalogue: ExpiringDocuments;
  readonly people: ExpiringDocuments;
  readonly blobs: FolderBlobs;
  readonly queue: EmbeddedQueue;
  /** Ends what is not worth waiting for (pages being rendered), before the queue is stopped. */
  letGo(): Promise<void>;
  readonly outbox: Outbox;
  /** Folder of the mails no service was configured for. */
  readonly outboxFolder: string;
  /** After the queue has been stopped. */
  close(): Promise<void>;
}

/** The file of the data folder. @throws DatabaseRefusedError when it is in use, damaged, newer or not writable */
export function openLocalDatabase({ data }: Pick<Settings, 'data'>): SqliteDatabase {
  return openDatabase(join(data, 'pricehawk.sqlite'), { collections: allCollections });
}

/** One machine's platform: documents, messages and their state in one file, blobs and mails in folders beside it. */
export function embeddedPlatform(options: {
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly retailers: readonly Retailer[];
  readonly readPage: ReadPage;
  readonly sink: LogSink;
  /** Opened before, to know that this is the only server; opened here where absent. */
  readonly database?: SqliteDatabase;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Shortens the queue's durations in tests; counts stay. */
  readonly timeScale?: number;
}): EmbeddedPlatform {
  const { settings, secrets, clock = systemClock, random = systemRandom } = options;
  const log = createLog({
    component: 'local',
    sink: options.sink,
    nowMs: () => clock.nowMs(),
    debugEnabled: () => settings.debug,
  });
  const { database = openLocalDatabase(settings) } = options;
  const catalogue = sqliteDocuments(database, 'catalogue');
  const outboxFolder = join(settings.data, 'outbox');
  const stops: (() => Promise<void>)[] = [];
  const letGo = async () => {
    await Promise.all(stops.splice(0).map((stop) => stop()));
  };
  const timeScale = options.timeScale === undefined ? {} : { timeScale: options.timeScale };
  const queue = embeddedQueue({
    database,
    subscriptions: subscriptionPolicies,
    clock,
    ...timeScale,
    onFailure: (error) => log.error('a delivery could not be handled or written down; it comes again', {}, error),
  });
  return {
    settings,
    secrets,
    passwords: argon2Passwords(),
    clock,
    random,
    log,
    catalogue,
    people: sqliteDocuments(database, 'people'),
    publisher: embeddedPublisher({ database, subscriptions: subscriptionPolicies, clock }),
    queue,
    backlog: () => queue.backlog(),
    blobs: folderBlobs(join(settings.data, 'blobs')),
    breakers: createBreakerGuard({ documents: catalogue, clock, random, ...breakerLog(log) }),
    retailers: retailerDirectory(options.retailers),
    readPage: options.readPage,
    outbox: createOutbox(outboxFolder, { clock, random }),
    outboxFolder,
    onStop: (stop) => stops.push(stop),
    openBrowser: browserProcess,
    letGo,
    close: async () => {
      await letGo();
      database.close();
    },
  };
}
