import type { Dispatch } from '../../shared/documents/dispatch.ts';
import { retractions } from '../../shared/documents/retraction.ts';
import { notificationPages } from '../../shared/domain/audience/notification-pages.ts';
import { perhapsTold } from '../../shared/domain/dispatch/end-dispatch.ts';
import type { NotificationRequested } from '../../shared/messages/notification-requested.ts';
import type { DocumentReader } from '../../shared/ports/documents.ts';

/** What takes deals back that are retracted by now, from whoever a dispatch perhaps told of them, alone or in a digest. */
export async function correctionsOf(read: DocumentReader, dispatch: Dispatch): Promise<NotificationRequested[]> {
  const { kind, dealId, channel, recipients } = dispatch;
  if (kind === 'retraction' || kind === 'account' || perhapsTold(dispatch).length === 0) return [];
  const toldOf = new Map<string, string[]>();
  for (const { subscriberId, items = [] } of recipients) {
    const deals = kind === 'digest' ? items.map((item) => item.dealId) : [dealId];
    for (const each of deals) toldOf.set(each, [...(toldOf.get(each) ?? []), subscriberId]);
  }
  const retracted = await retractions.getAll(read, [...toldOf.keys()]);
  return retracted.flatMap((retraction) =>
    retraction
      ? notificationPages({ kind: 'retraction', dealId: retraction.id, channel }, toldOf.get(retraction.id) ?? [])
      : [],
  );
}
