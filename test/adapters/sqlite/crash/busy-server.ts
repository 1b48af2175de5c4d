import { writeSync } from 'node:fs';
import { embeddedPublisher } from '../../../../shared/adapters/queue/embedded-publisher.ts';
import { embeddedQueue } from '../../../../shared/adapters/queue/embedded-queue.ts';
import { openDatabase, type SqliteDatabase } from '../../../../shared/adapters/sqlite/open-database.ts';
import { sqliteDocuments } from '../../../../shared/adapters/sqlite/sqlite-documents.ts';
import { systemClock as clock } from '../../../../shared/adapters/system.ts';
import { AlreadyExistsError, type CollectionDefinition, type DocumentKey } from '../../../../shared/ports/documents.ts';
import type { Receive, SubscriptionPolicy } from '../../../../shared/ports/subscription.ts';

export const entries: CollectionDefinition = {
  name: 'entries',
  database: 'catalogue',
  queries: { bySide: { equal: ['side'], order: [{ field: 'n', direction: 'asc' }] } },
};
export const subscriptions: readonly SubscriptionPolicy[] = [
  {
    functionName: 'note',
    topic: 'written',
    ackDeadlineMs: 600_000,
    minBackoffMs: 1,
    maxBackoffMs: 1,
    maxAttempts: 1_000,
    deadLetterTopic: null,
    retentionMs: 3_600_000,
    concurrency: 5,
  },
];
export const entry = (id: string): DocumentKey => ({ collection: entries, id });

/** Notes each message once, however often it is delivered. */
export function noting(database: SqliteDatabase): Receive {
  const documents = sqliteDocuments(database, 'catalogue');
  return async ({ text }) => {
    const { n }: { n: number } = JSON.parse(text);
    try {
      await documents.write([{ type: 'create', key: entry(`noted-${n}`), data: { side: 'noted', n } }]);
    } catch (error) {
      if (!(error instanceof AlreadyExistsError)) throw error;
    }
    return 'ack';
  };
}

/** Writes, counts and publishes without end; a line with the number says that all of it was acknowledged. */
async function writeForEver(file: string, firstNumber: number): Promise<void> {
  const database = openDatabase(file, { collections: [entries] });
  const documents = sqliteDocuments(database, 'catalogue');
  const publisher = embeddedPublisher({ database, subscriptions, clock });
  const queue = embeddedQueue({ database, subscriptions, clock });
  await queue.start({ note: noting(database) });

  let next = firstNumber;
  const writer = async () => {
    for (;;) {
      const n = next++;
      const padding = 'x'.repeat((n * 977) % 9_000);
      await documents.write([
        { type: 'set', key: entry(`left-${n}`), data: { side: 'left', n, padding } },
        { type: 'set', key: entry(`right-${n}`), data: { side: 'right', n, padding } },
      ]);
      await documents.transaction(async (read) => {
        const counted = Number((await read.get(entry(`count-${n % 3}`)))?.data.counted ?? 0) + 1;
        return {
          writes: [{ type: 'set', key: entry(`count-${n % 3}`), data: { counted } }],
          result: undefined,
        };
      });
      await publisher.publish([{ topic: 'written', body: { n }, attributes: {} }]);
      writeSync(1, `${n}\n`);
    }
  };
  await Promise.all([writer(), writer(), writer(), writer()]);
}

const [file, firstNumber] = process.argv.slice(2);
if (import.meta.main && file !== undefined) await writeForEver(file, Number(firstNumber));
