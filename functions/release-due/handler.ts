import { type Anomaly, anomalies } from '../../shared/documents/anomaly.ts';
import type { UnreadableDocumentError } from '../../shared/documents/collection.ts';
import { type Dispatch, dispatches, dispatchRequest } from '../../shared/documents/dispatch.ts';
import { fields } from '../../shared/documents/fields.ts';
import { notificationRequested } from '../../shared/messages/notification-requested.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Documents } from '../../shared/ports/documents.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { Handle } from '../../shared/runtime/receive.ts';
import { releaseDigests, releaseSingles } from './release-held.ts';
import { settleBilling } from './settle-billing.ts';

interface ReleaseDue {
  readonly catalogue: Documents;
  readonly people: Documents;
  readonly clock: Clock;
}

/** More than this waits for the next run, a minute later; the longest overdue go first. */
const perRun = 500;
/** A dispatch holds up to 1 MiB of mails: so many at once fit the function's memory beside everything else. */
const dispatchesAtOnce = 25;

export const releaseDue =
  (deps: ReleaseDue): Handle<object> =>
  async (_command, context) => {
    const { publish, log } = context;
    const nowMs = deps.clock.nowMs();
    const expired = await expireQuarantines(deps, nowMs, log);
    if (expired > 0) log.info('gave up on suspect prices no second look could settle', { expired });

    const singles = await releaseSingles(deps.people, nowMs, context);
    const digests = await releaseDigests(deps.people, nowMs, context);
    if (singles + digests > 0) log.info('released who was to be told later', { singles, digests });
    await settleBilling(deps, nowMs, log);

    let handedOver = 0;
    for await (const due of dueDispatches(deps.people, nowMs, log)) {
      await publish(notificationRequested, due.map(dispatchRequest));
      handedOver += due.length;
    }
    if (handedOver > 0) log.info('handed waiting notifications over again', { dispatches: handedOver });
  };

async function* dueDispatches(people: Documents, nowMs: number, log: Log) {
  const unreadable: UnreadableDocumentError[] = [];
  const query = { range: { max: nowMs }, limit: dispatchesAtOnce };
  let read = 0;
  for await (const due of dispatches.pages(people, 'due', query, (error) => unreadable.push(error))) {
    // Nobody can tell of it whether it was sent.
    await setAside(people, dispatches, unreadable.splice(0), 'unknown', log);
    yield due;
    read += dispatchesAtOnce;
    if (read >= perRun) return;
  }
}

/** What cannot be read is the operator's, and due no more: it would come up in vain every minute. */
async function setAside(
  documents: Documents,
  collection: typeof dispatches | typeof anomalies,
  unreadable: readonly UnreadableDocumentError[],
  state: Dispatch['state'] | Anomaly['state'],
  log: Log,
): Promise<void> {
  if (unreadable.length === 0) return;
  for (const error of unreadable) log.error('what was due cannot be read and is set aside', { state }, error);
  await documents.write(unreadable.map(({ id }) => collection.update(id, fields({ state, dueAtMs: null }))));
}

/** Ends quarantines whose deadline has passed; gives how many. */
async function expireQuarantines({ catalogue }: ReleaseDue, nowMs: number, log: Log): Promise<number> {
  const unreadable: UnreadableDocumentError[] = [];
  const query = { range: { max: nowMs }, limit: perRun };
  const due = await anomalies.find(catalogue, 'due', query, (error) => unreadable.push(error));
  await setAside(catalogue, anomalies, unreadable, 'expired', log);
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
  return results.reduce((sum: number, ended) => sum + ended, 0);
}
