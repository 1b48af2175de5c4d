import { performance } from 'node:perf_hooks';

/**
 * Asks a server for paths, so many at once, and tells its parent how long each answer took, whole: in a process of its
 * own, so that the server's time is what is measured.
 */
export interface ClientOrder {
  readonly origin: string;
  readonly paths: readonly string[];
  readonly atOnce: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Milliseconds, in the order of the paths. */
export type ClientReport = readonly number[];

process.on('message', async ({ origin, paths, atOnce, headers }: ClientOrder) => {
  const ms: number[] = [];
  const waiting = [...paths.entries()];
  const one = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [i, path] = next;
      const startMs = performance.now();
      const answer = await fetch(origin + path, { headers });
      await answer.arrayBuffer();
      ms[i] = performance.now() - startMs;
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  process.send?.(ms satisfies ClientReport);
});
process.on('disconnect', () => process.exit());
