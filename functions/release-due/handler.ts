import { dispatches, dispatchRequest } from '../../shared/documents/dispatch.ts';
import { notificationRequested } from '../../shared/messages/notification-requested.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Documents } from '../../shared/ports/documents.ts';
import type { Handle, MessageContext } from '../../shared/runtime/receive.ts';
import { type EraseDue, eraseDue } from './erase-due.ts';
import { awaitDeadlines, expireQuarantines } from './expire-quarantines.ts';
import { releaseDigests, releaseSingles } from './release-held.ts';
import { SetAside } from './set-aside.ts';
import { settleBilling } from './settle-billing.ts';

interface ReleaseDue extends EraseDue {
  readonly catalogue: Documents;
  readonly clock: Clock;
  /** Aborted as soon as the process is told to end: nothing is waited for any more. */
  readonly stopping: AbortSignal;
}

/** More than this waits for the next run, a minute later; the longest overdue go first. */
const perRun = 500;
/** A dispatch holds up to 1 MiB of mails: so many at once fit the function's memory beside everything else. */
const dispatchesAtOnce = 25;

export const releaseDue =
  (deps: ReleaseDue): Handle<object> =>
  async (_command, context) => {
    const { people } = deps;
    const { log } = context;
    const nowMs = deps.clock.nowMs();
    let deadlineMs: number | null = null;
    const parts = [
      async () => {
        deadlineMs = await expireQuarantines(deps, log);
      },
      () => releaseSingles(people, nowMs, context),
      () => releaseDigests(people, nowMs, context),
      () => settleBilling(deps, nowMs, log),
      () => handOverAgain(people, nowMs, context),
      () => eraseDue(deps, nowMs, context),
      // The last, since it takes its time.
      async () => {
        if (deadlineMs !== null) await awaitDeadlines(deps, deadlineMs, context);
      },
    ];
    const failures: unknown[] = [];
    // One that fails must not hold up what others are waiting for, minute after minute.
    for (const part of parts) await part().catch((error: unknown) => failures.push(error));
    for (const failure of failures.slice(1)) log.error('a part of what was due could not be released', {}, failure);
    if (failures.length > 0) throw failures[0];
  };

async function handOverAgain(people: Documents, nowMs: number, { publish, log }: MessageContext): Promise<void> {
  const aside = new SetAside(people, dispatches, log);
  const query = { range: { max: nowMs }, limit: dispatchesAtOnce };
  let read = 0;
  let handedOver = 0;
  for await (const due of dispatches.pages(people, 'due', query, aside.add)) {
    // Nobody can tell of it whether it was sent.
    await aside.flush('unknown');
    await publish(notificationRequested, due.map(dispatchRequest));
    handedOver += due.length;
    read += dispatchesAtOnce;
    if (read >= perRun) break;
  }
  if (handedOver > 0) log.info('handed waiting notifications over again', { dispatches: handedOver });
}
