import type { MailEvent } from '../domain/mail/mail-event.ts';

/** What a mail service tells of one mail. */
export interface MailNews {
  readonly event: MailEvent;
  readonly atMs: number;
  /** The notification whose mail it is; null for a mail that named none. */
  readonly notificationId: string | null;
  /** Normalised addresses it went to. */
  readonly to: readonly string[];
  /** Of `bounced`: no mail will ever arrive there. */
  readonly isForGood: boolean;
}

/** `other`: signed, and about nothing that is kept. `forged`: not signed by the service, or too long ago. */
export type ReadMailNews =
  | { readonly type: 'news'; readonly news: MailNews }
  | { readonly type: 'other' }
  | { readonly type: 'forged' };

/** What a call of a mail service says, once its signature over the raw body and its time are verified. */
export interface MailNewsReader {
  read(
    rawBody: string,
    headers: { readonly id: string; readonly timestamp: string; readonly signature: string },
  ): ReadMailNews;
}
