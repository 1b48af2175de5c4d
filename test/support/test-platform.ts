import { argon2Passwords } from '../../shared/adapters/argon2-passwords.ts';
import { readPage } from '../../shared/domain/extraction/read-page.ts';
import { retailerDirectory } from '../../shared/domain/offer/retailer-directory.ts';
import type { OutgoingMessage } from '../../shared/ports/publisher.ts';
import { builtInRetailers } from '../../shared/retailers/built-in.ts';
import { createBreakerGuard } from '../../shared/runtime/breaker-guard.ts';
import { createLog, type LogEntry } from '../../shared/runtime/log.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import { type InMemoryBlobs, inMemoryBlobs } from './in-memory-blobs.ts';
import { InMemoryDocuments } from './in-memory-documents.ts';
import { ManualClock } from './manual-clock.ts';
import { sequentialRandom } from './sequential-random.ts';

export const adminSecret = 'correct-horse-battery-staple';
/** What a real hash costs, a hundred tests would pay again and again. */
export const quickPasswords = argon2Passwords({ memory: 8, passes: 1, parallelism: 1 });
export const testDataKeys = 'data-key-of-the-tests-000001';

/** A platform in memory that keeps what was published and logged. `publishFails` makes the bus unreachable. */
export interface TestPlatform extends Platform {
  readonly catalogue: InMemoryDocuments;
  readonly people: InMemoryDocuments;
  readonly blobs: InMemoryBlobs;
  readonly clock: ManualClock;
  readonly published: OutgoingMessage[];
  readonly logged: LogEntry[];
  publishFails: Error | undefined;
}

export function testPlatform(
  options: {
    readonly flags?: readonly string[];
    readonly secret?: string;
    readonly secrets?: Readonly<Record<string, string>>;
    readonly clock?: ManualClock;
  } = {},
): TestPlatform {
  const { clock = new ManualClock() } = options;
  const random = sequentialRandom('made');
  const catalogue = new InMemoryDocuments('catalogue');
  const published: OutgoingMessage[] = [];
  const logged: LogEntry[] = [];
  const secrets = new Map([
    ['ADMIN_SECRET', options.secret ?? adminSecret],
    ['SESSION_KEYS', 'session-key-of-the-tests-0001'],
    ['DATA_KEYS', testDataKeys],
    ...Object.entries(options.secrets ?? {}),
  ]);
  const platform: TestPlatform = {
    settings: readSettings(options.flags ?? [], {}),
    catalogue,
    people: new InMemoryDocuments('people'),
    clock,
    random,
    published,
    logged,
    publishFails: undefined,
    publisher: {
      publish: async (messages) => {
        if (platform.publishFails) throw platform.publishFails;
        published.push(...messages);
      },
    },
    blobs: inMemoryBlobs(),
    passwords: quickPasswords,
    secrets: { get: async (name) => secrets.get(name) || undefined },
    log: createLog({
      component: 'test',
      sink: (entry) => logged.push(entry),
      nowMs: () => clock.nowMs(),
      debugEnabled: () => true,
    }),
    breakers: createBreakerGuard({ documents: catalogue, clock, random }),
    retailers: retailerDirectory(builtInRetailers),
    readPage: async (page, retailer) => readPage(page, retailer),
    onStop: () => {},
  };
  return platform;
}
