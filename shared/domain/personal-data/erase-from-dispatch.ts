import { type Dispatch, dispatches } from '../../documents/dispatch.ts';
import { fields } from '../../documents/fields.ts';
import type { Erased, Erasing } from './holding.ts';

/** As long as a mail service knows a page by its key, another page under that key would be refused, or sent twice. */
const keyLifetimeMs = 24 * 3_600_000;

/** Takes somebody out of a dispatch, with what was rendered for them. */
export function eraseFromDispatch({ people, userId, nowMs }: Erasing, dispatchId: string): Promise<Erased> {
  return people.transaction<Erased>(async (read) => {
    const found = await dispatches.get(read, dispatchId);
    if (!found) return { writes: [], result: 'erased' };
    const { recipients } = found.value;
    const others = recipients.filter(({ subscriberId }) => subscriberId !== userId);
    if (others.length === recipients.length) return { writes: [], result: 'erased' };
    if (isPerhapsUnderWay(found.value, nowMs)) return { writes: [], result: 'later' };
    const write =
      others.length === 0
        ? dispatches.delete(dispatchId)
        : dispatches.update(dispatchId, fields({ recipients: others }));
    return { writes: [write], result: 'erased' };
  });
}

/** Whether it is being sent, or may be sent again under a key that knows it as it is. */
function isPerhapsUnderWay({ state, firstAttemptAtMs, createdAtMs }: Dispatch, nowMs: number): boolean {
  if (state === 'claimed') return true;
  if (state === 'waiting') return firstAttemptAtMs !== null;
  return state === 'unknown' && nowMs < createdAtMs + keyLifetimeMs;
}
