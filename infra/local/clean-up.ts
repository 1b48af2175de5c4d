import type { EmbeddedPlatform } from './embedded-platform.ts';

const everyMs = 3_600_000;
/** Deleted in one step; more than that would hold up everybody else's writes. */
const atOnce = 500;

/** Deletes what has expired (PH-16), as Firestore's TTL and the bucket's lifecycle do in the cloud. */
export async function cleanUp({ catalogue, people, blobs, outbox, clock, log }: EmbeddedPlatform): Promise<void> {
  for (const store of [catalogue, people, blobs, outbox]) {
    try {
      let deleted: number;
      do deleted = await store.deleteExpired(clock.nowMs(), atOnce);
      while (deleted === atOnce);
    } catch (error) {
      log.error('what has expired could not be deleted', {}, error);
    }
  }
}

/** Cleans up now and every hour; the returned function ends that, after what is being deleted. */
export function startCleanUp(platform: EmbeddedPlatform): () => Promise<void> {
  let running = cleanUp(platform);
  const timer = setInterval(() => {
    running = running.then(() => cleanUp(platform));
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
