import { anomalies } from '../../shared/documents/anomaly.ts';
import { fields } from '../../shared/documents/fields.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Documents } from '../../shared/ports/documents.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { MessageContext } from '../../shared/runtime/receive.ts';
import { SetAside } from './set-aside.ts';

interface Quarantines {
  readonly catalogue: Documents;
  readonly clock: Clock;
}

/** More than this waits for the next run; the longest overdue go first. */
const perRun = 500;
/** Runs come on the minute. */
const runEveryMs = 60_000;
/** Most suspicions end long before their deadline; then there is nothing to wait for. */
const lookAgainMs = 5_000;

/**
 * Ends the quarantines whose deadline comes before the next run does, each at its deadline: a run comes once a minute, and
 * so does not keep a deadline of a minute by itself. Takes no time while nothing is in quarantine.
 */
export async function awaitDeadlines(
  { catalogue, clock }: Quarantines,
  { log, signal }: MessageContext,
): Promise<void> {
  const nextRunMs = (Math.floor(clock.nowMs() / runEveryMs) + 1) * runEveryMs;
  const aside = new SetAside(catalogue, anomalies, log);
  while (!signal.aborted) {
    const range = { max: nextRunMs };
    const [first] = await anomalies.find(catalogue, 'due', { range, limit: 1 }, aside.add);
    if ((await aside.flush('expired')) > 0) continue;
    const dueAtMs = first?.value.dueAtMs;
    if (dueAtMs === undefined || dueAtMs === null) return;
    const waitMs = Math.min(dueAtMs - clock.nowMs(), lookAgainMs);
    if (waitMs > 0 && !(await hasSlept(clock.sleep(waitMs, signal)))) return;
    await expireQuarantines({ catalogue, clock }, log);
  }
}

const hasSlept = (pause: Promise<void>): Promise<boolean> =>
  pause.then(
    () => true,
    () => false,
  );

/** Ends quarantines whose deadline has passed. */
export async function expireQuarantines({ catalogue, clock }: Quarantines, log: Log): Promise<void> {
  const nowMs = clock.nowMs();
  const aside = new SetAside(catalogue, anomalies, log);
  const due = await anomalies.find(catalogue, 'due', { range: { max: nowMs }, limit: perRun }, aside.add);
  await aside.flush('expired');
  const results = await Promise.all(
    due.map(({ id }) =>
      catalogue.transaction(async (read) => {
        const anomaly = await anomalies.get(read, id);
        if (!anomaly || (anomaly.value.dueAtMs ?? nowMs + 1) > nowMs) return { writes: [], result: 0 };
        if (anomaly.value.state !== 'quarantined') {
          return { writes: [anomalies.update(id, fields({ dueAtMs: null }))], result: 0 };
        }
        const decision = {
          by: 'deadline',
          verdict: 'uncertain',
          confidence: 0,
          explanation: 'No second look could be had in time.',
        };
        const write = anomalies.update(id, fields({ state: 'expired', dueAtMs: null, decidedAtMs: nowMs, decision }));
        return { writes: [write], result: 1 };
      }),
    ),
  );
  const expired = results.reduce((sum: number, ended) => sum + ended, 0);
  if (expired > 0) log.info('gave up on suspect prices no second look could settle', { expired });
}
