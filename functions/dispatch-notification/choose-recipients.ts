import type { Deal } from '../../shared/documents/deal.ts';
import type { Rendered } from '../../shared/documents/dispatch.ts';
import type { Subscriber } from '../../shared/documents/subscriber.ts';
import type { Recipient } from '../../shared/domain/dispatch/sealed-payload.ts';
import type { NewsKind, NotificationRequested } from '../../shared/messages/notification-requested.ts';
import type { DocumentReader, Write } from '../../shared/ports/documents.ts';
import { chooseForDeal } from './choose-for-deal.ts';
import { chooseForDigest } from './choose-for-digest.ts';
import { chooseForRetraction } from './choose-for-retraction.ts';

/** A deal with its id. */
export interface NamedDeal {
  readonly id: string;
  readonly value: Deal;
  /** Of a digest: retracted, or its price asked no longer. */
  readonly isGone?: boolean;
}

/** What is sent to one subscriber, their address opened, of these deals, at least one; null where the channel is not theirs (any more). */
export type Render = (
  about: Pick<NotificationRequested, 'channel' | 'dealId'> & { readonly kind: NewsKind },
  deals: readonly NamedDeal[],
  subscriber: { readonly id: string; readonly value: Subscriber },
) => Rendered | null;

export interface Choosing {
  readonly request: NotificationRequested;
  /** The deal, or those of the digest. */
  readonly deals: readonly NamedDeal[];
  readonly render: Render;
  readonly nowMs: number;
}

/** Who is told what, and what is to be written down besides in the same step. */
export interface Choice {
  readonly recipients: readonly Recipient[];
  readonly writes: readonly Write[];
}

export type Choose = (read: DocumentReader, choosing: Choosing) => Promise<Choice>;

export const chooseRecipients: Readonly<Record<NewsKind, Choose>> = {
  deal: chooseForDeal,
  retraction: chooseForRetraction,
  digest: chooseForDigest,
};
