/**
 * Runs `work` on every item, at most `concurrency` at once, and gives the results as they come. Stops starting items
 * when `signal` aborts or the consumer leaves; a failure ends the iteration after the running items have ended.
 */
export async function* inParallel<T, R>(
  items: Iterable<T>,
  concurrency: number,
  work: (item: T) => Promise<R>,
  signal?: AbortSignal,
): AsyncGenerator<R, void, void> {
  const iterator = items[Symbol.iterator]();
  const running = new Set<Promise<void>>();
  const done: R[] = [];
  let failure: { readonly error: unknown } | undefined;

  /** False when there is nothing to start (any more). */
  const startNext = (): boolean => {
    if (failure || signal?.aborted) return false;
    const next = iterator.next();
    if (next.done) return false;
    const task: Promise<void> = work(next.value)
      .then((result) => {
        done.push(result);
      })
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => running.delete(task));
    running.add(task);
    return true;
  };
  const fill = () => {
    while (running.size < concurrency && startNext());
  };

  try {
    fill();
    while (running.size > 0 || done.length > 0) {
      if (done.length === 0) await Promise.race(running);
      for (const result of done.splice(0)) {
        fill();
        yield result;
      }
      fill();
    }
  } finally {
    await Promise.all(running);
  }
  if (failure) throw failure.error;
}
