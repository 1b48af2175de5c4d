import { dispatches } from '../../shared/documents/dispatch.ts';
import { fields } from '../../shared/documents/fields.ts';
import { isKeyExpired } from '../../shared/domain/dispatch/lease.ts';
import { notificationRequested } from '../../shared/messages/notification-requested.ts';
import type { Documents, JsonObject } from '../../shared/ports/documents.ts';

/**
 * Allows a dispatch that ended its attempts again. One that was perhaps sent keeps its key's age; false when that has
 * ended, for then a replay could do nothing.
 */
export async function rearmDispatch(people: Documents, body: JsonObject, nowMs: number): Promise<boolean> {
  const request = notificationRequested.schema.safeParse(body).data;
  if (!request) return true;
  return people.transaction(async (read) => {
    const dispatch = await dispatches.get(read, request.dispatchId);
    const state = dispatch?.value.state;
    if (!dispatch || (state !== 'failed' && state !== 'unknown')) return { writes: [], result: true };
    if (state === 'unknown' && isKeyExpired(dispatch.value, nowMs)) return { writes: [], result: false };
    const firstAttemptAtMs = state === 'failed' ? null : dispatch.value.firstAttemptAtMs;
    const waiting = fields({ state: 'waiting', attempt: 0, dueAtMs: 0, firstAttemptAtMs });
    return { writes: [dispatches.update(request.dispatchId, waiting)], result: true };
  });
}
