import type { PreparedMail } from '../../../shared/domain/account/account-mail.ts';
import { notificationRequested } from '../../../shared/messages/notification-requested.ts';
import type { RequestContext } from '../../../shared/runtime/http.ts';

/** Has a committed mail handed over at once. What fails here is late, not lost: release-due finds it, within a minute. */
export async function sendSoon(context: RequestContext, mail: PreparedMail): Promise<void> {
  try {
    await context.get('publish')(notificationRequested, [mail.request]);
  } catch (error) {
    context
      .get('log')
      .warn('a mail about an account waits for release-due', { dispatchId: mail.request.dispatchId }, error);
  }
}
