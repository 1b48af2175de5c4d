import { anomalies } from '../../shared/documents/anomaly.ts';
import type { Stored } from '../../shared/documents/collection.ts';
import { type Dispatch, dispatches } from '../../shared/documents/dispatch.ts';
import { fields } from '../../shared/documents/fields.ts';
import { notificationRequested } from '../../shared/messages/notification-requested.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Documents } from '../../shared/ports/documents.ts';
import type { Handle } from '../../shared/runtime/receive.ts';

export interface ReleaseDue {
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
  async (_command, { publish, log }) => {
    const nowMs = deps.clock.nowMs();
    const expired = await expireQuarantines(deps, nowMs);
    if (expired > 0) log.info('gave up on suspect prices no second look could settle', { expired });

    let handedOver = 0;
    for await (const due of dueDispatches(deps.people, nowMs)) {
      await publish(
        notificationRequested,
        due.map(({ id: dispatchId, value: { dealId, kind, channel, recipients } }) => ({
          dispatchId,
          dealId,
          kind,
          channel,
          subscriberIds: recipients.map(({ subscriberId }) => subscriberId),
        })),
      );
      handedOver += due.length;
    }
    if (handedOver > 0) log.info('handed waiting notifications over again', { dispatches: handedOver });
  };

async function* dueDispatches(people: Documents, nowMs: number) {
  let last: Stored<Dispatch> | undefined;
  for (let read = 0; read < perRun; read += dispatchesAtOnce) {
    const due = await dispatches.find(people, 'due', {
      range: { max: nowMs },
      limit: dispatchesAtOnce,
      ...(last ? { after: [last.value.dueAtMs, last.id] } : {}),
    });
    yield due;
    last = due.at(-1);
    if (due.length < dispatchesAtOnce) return;
  }
}

/** Ends quarantines whose deadline has passed; gives how many. */
async function expireQuarantines({ catalogue }: ReleaseDue, nowMs: number): Promise<number> {
  const due = await anomalies.find(catalogue, 'due', { range: { max: nowMs }, limit: perRun });
  const results = await Promise.all(
    due.map(({ id }) =>
      catalogue.transaction(async (read) => {
        const anomaly = await anomalies.get(read, id);
        if (anomaly?.value.state !== 'quarantined' || (anomaly.value.dueAtMs ?? 0) > nowMs) {
          return { writes: [], result: 0 };
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
