import { join } from 'node:path';
import { embeddedPublisher } from '../../shared/adapters/queue/embedded-publisher.ts';
import { embeddedQueue } from '../../shared/adapters/queue/embedded-queue.ts';
import { openDatabase } from '../../shared/adapters/sqlite/open-database.ts';
import { systemClock as clock } from '../../shared/adapters/system.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { contractSubscriptions, describePublisher } from './publisher.contract.ts';

describePublisher('the embedded queue', async () => {
  const folder = temporaryFolder();
  const database = openDatabase(join(folder.path, 'test.db'), { collections: [] });
  const subscriptions = contractSubscriptions;
  const queue = embeddedQueue({ database, subscriptions, clock, timeScale: 0.01 });
  return {
    publisher: embeddedPublisher({ database, subscriptions, clock }),
    start: (receivers) => queue.start(receivers),
    close: async () => {
      await queue.stop(1_000);
      database.close();
      folder.remove();
    },
  };
});
