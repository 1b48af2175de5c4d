import { TransientError } from '../runtime/errors.ts';
import type { ReadPage } from '../runtime/platform.ts';
import { type PageJob, PageThread } from './page-thread.ts';

export interface PageWorkers {
  /**
   * Reads a page in another thread. A page that needs too much memory or time is `unreadable`, and no other suffers.
   * Rejects with what the rules threw, and with TransientError once stopped.
   */
  readonly readPage: ReadPage;
  stop(): Promise<void>;
}

interface PageWorkersOptions {
  /** Most threads; each is started when those before it are busy. */
  readonly threads: number;
  /** Longest time for one page. Default 10 s. */
  readonly pageMs?: number;
  /** What one thread may hold. Default 512 MB, enough for a page of 10 MB. */
  readonly memoryMb?: number;
}

/** With the next page at hand a thread need not wait for this one. */
const pagesAtHand = 2;

/** Reads pages in worker threads, so that a large one keeps neither requests nor other pages waiting. */
export function pageWorkers({ threads: maxThreads, pageMs = 10_000, memoryMb = 512 }: PageWorkersOptions): PageWorkers {
  const threads = new Set<PageThread>();
  const waiting: PageJob[] = [];
  let isStopped = false;

  const startThread = (): PageThread => {
    const thread = new PageThread(
      { pageMs, memoryMb },
      {
        free: share,
        ended: (unfinished) => {
          threads.delete(thread);
          waiting.unshift(...unfinished);
          if (isStopped) refuseAll();
          else share();
        },
      },
    );
    threads.add(thread);
    return thread;
  };

  /** The thread with the fewest pages at hand, if it can take one more. */
  const freeThread = (): PageThread | undefined => {
    let freest: PageThread | undefined;
    for (const thread of threads) if (!freest || thread.jobs < freest.jobs) freest = thread;
    const isFree = freest && freest.jobs < pagesAtHand;
    return isFree ? freest : threads.size < maxThreads ? startThread() : undefined;
  };

  const share = (): void => {
    while (waiting.length > 0) {
      const thread = freeThread();
      const job = thread && waiting.shift();
      if (!job) return;
      thread.run(job);
    }
  };

  const refuseAll = () => {
    for (const { reject } of waiting.splice(0)) reject(new TransientError('the page workers were stopped'));
  };

  return {
    readPage: (page, retailer, previousPrice) =>
      new Promise((resolve, reject) => {
        waiting.push({ page, retailer, previousPrice, resolve, reject });
        if (isStopped) refuseAll();
        else share();
      }),
    stop: async () => {
      isStopped = true;
      refuseAll();
      await Promise.all([...threads].map((thread) => thread.stop()));
    },
  };
}
