import type { Dispatch } from '../../shared/documents/dispatch.ts';
import { changeSubscriber } from '../../shared/domain/audience/change-subscriber.ts';
import { type KeptDestination, switchedOff } from '../../shared/domain/channel/kept-destinations.ts';
import { destinationOf } from '../../shared/domain/dispatch/sealed-payload.ts';
import type { DocumentReader, Write } from '../../shared/ports/documents.ts';

/** Nothing more is sent to a destination that is gone or closed to us, until its owner gives it anew. */
export async function switchOff(
  read: DocumentReader,
  { recipients }: Dispatch,
  off: NonNullable<KeptDestination['off']>,
): Promise<readonly Write[]> {
  const [recipient] = recipients;
  const gone = destinationOf(recipients);
  if (!recipient || !gone) return [];
  const { writes } = await changeSubscriber(
    read,
    recipient.subscriberId,
    (before) => before && { ...before, destinations: switchedOff(before.destinations, gone.id, off) },
  );
  return writes;
}
