import { dispatches } from '../../shared/documents/dispatch.ts';
import { fields } from '../../shared/documents/fields.ts';
import { notificationRequested } from '../../shared/messages/notification-requested.ts';
import type { Documents, JsonObject } from '../../shared/ports/documents.ts';

/** Allows a dispatch that ended its attempts again; one that was perhaps sent keeps its key's age. */
export async function rearmDispatch(people: Documents, body: JsonObject): Promise<void> {
  const request = notificationRequested.schema.safeParse(body).data;
  if (!request) return;
  await people.transaction(async (read) => {
    const dispatch = await dispatches.get(read, request.dispatchId);
    const state = dispatch?.value.state;
    if (state !== 'failed' && state !== 'unknown') return { writes: [], result: undefined };
    const firstAttemptAtMs = state === 'failed' ? null : (dispatch?.value.firstAttemptAtMs ?? null);
    const waiting = fields({ state: 'waiting', attempt: 0, dueAtMs: 0, firstAttemptAtMs });
    return { writes: [dispatches.update(request.dispatchId, waiting)], result: undefined };
  });
}
