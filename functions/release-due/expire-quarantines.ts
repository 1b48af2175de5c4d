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

/** The end of the time a run answers for: then the next one comes. */
const nextRunMs = ({ clock }: Quarantines): number => (Math.floor(clock.nowMs() / runEveryMs) + 1) * runEveryMs;

/** Ends quarantines whose deadline has passed. Gives the next deadline before the next run; null where there is none. */
export async function expireQuarantines(
  deps: Quarantines,
  log: Log,
  untilMs = nextRunMs(deps),
): Promise<number | null> {
  const { catalogue, clock } = deps;
  const nowMs = clock.nowMs();
  const aside = new SetAside(catalogue, anomalies, log);
  const open = await anomalies.find(catalogue, 'due', { range: { max: untilMs }, limit: perRun }, aside.add);
  await aside.flush('expired');
  const isDue = ({ value: { dueAtMs } }: (typeof open)[number]) => dueAtMs !== null && dueAtMs <= nowMs;
  const due = open.filter(isDue);
  const ended = await Promise.all(due.map(({ id }) => expire(catalogue, id, nowMs)));
  const expired = ended.filter((isEnded) => isEnded).length;
  if (expired > 0) log.info('gave up on suspect prices no second look could settle', { expired });
  return open.find((each) => !isDue(each))?.value.dueAtMs ?? null;
}

/**
 * Ends the quarantines whose deadline comes before the next run does, each at its deadline: a run comes once a minute,
 * and so does not keep a deadline of a minute by itself.
 * @param firstMs the next of these deadlines
 */
export async function awaitDeadlines(
  deps: Quarantines & { readonly stopping: AbortSignal },
  firstMs: number,
  { log, signal: outOfTime }: MessageContext,
): Promise<void> {
  const signal = AbortSignal.any([outOfTime, deps.stopping]);
  const untilMs = nextRunMs(deps);
  for (let nextMs: number | null = firstMs; nextMs !== null && !signal.aborted; ) {
    const waitMs = Math.min(lookAgainMs, nextMs - deps.clock.nowMs());
    if (waitMs > 0 && !(await hasSlept(deps.clock.sleep(waitMs, signal)))) return;
    nextMs = await expireQuarantines(deps, log, untilMs);
  }
}

const hasSlept = (pause: Promise<void>): Promise<boolean> =>
  pause.then(
    () => true,
    () => false,
  );

/** Gives whether it was still open. */
async function expire(catalogue: Documents, id: string, nowMs: number): Promise<boolean> {
  return catalogue.transaction<boolean>(async (read) => {
    const anomaly = await anomalies.get(read, id);
    if (!anomaly || (anomaly.value.dueAtMs ?? nowMs + 1) > nowMs) return { writes: [], result: false };
    if (anomaly.value.state !== 'quarantined') {
      return { writes: [anomalies.update(id, fields({ dueAtMs: null }))], result: false };
    }
    const explanation = 'No second look could be had in time.';
    const decision = { by: 'deadline', verdict: 'uncertain', confidence: 0, explanation };
    const write = anomalies.update(id, fields({ state: 'expired', dueAtMs: null, decidedAtMs: nowMs, decision }));
    return { writes: [write], result: true };
  });
}
