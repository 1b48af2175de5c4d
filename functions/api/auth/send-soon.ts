import type { PreparedDispatch } from '../../../shared/domain/dispatch/waiting-dispatch.ts';
import { notificationRequested } from '../../../shared/messages/notification-requested.ts';
import type { RequestContext } from '../../../shared/runtime/http.ts';

/** Has a committed message handed over at once. What fails here is late, not lost: release-due finds it, within a minute. */
export async function sendSoon(context: RequestContext, mail: PreparedDispatch): Promise<void> {
  try {
    await context.get('publish')(notificationRequested, [mail.request]);
  } catch (error) {
    context
      .get('log')
      .warn('a message about an account waits for release-due', { dispatchId: mail.request.dispatchId }, error);
  }
}
