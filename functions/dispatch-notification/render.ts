import type { Deal } from '../../shared/documents/deal.ts';
import type { DealMessage, MailContent, Reader } from '../../shared/domain/alert/deal-message.ts';
import { renderDealMail } from '../../shared/domain/alert/render-deal-mail.ts';
import { renderDealPush, renderRetractionPush } from '../../shared/domain/alert/render-push.ts';
import { renderRetractionMail } from '../../shared/domain/alert/render-retraction-mail.ts';
import { notificationIdOf } from '../../shared/domain/dispatch/notification-id.ts';
import type { NotificationKind } from '../../shared/messages/notification-requested.ts';
import { PermanentError } from '../../shared/runtime/errors.ts';
import type { Settings } from '../../shared/runtime/settings.ts';
import type { Render } from './claim.ts';

interface Words {
  readonly mail: (message: DealMessage, reader: Reader, deal: Deal) => MailContent;
  readonly push: (message: DealMessage, reader: Reader, tag: string) => string;
}

const words: Readonly<Record<Exclude<NotificationKind, 'account'>, Words>> = {
  deal: { mail: renderDealMail, push: renderDealPush },
  retraction: {
    mail: (message, reader, { retractedAtMs }) => {
      if (retractedAtMs === null) throw new PermanentError('the deal is not retracted');
      return renderRetractionMail(message, retractedAtMs, reader);
    },
    push: renderRetractionPush,
  },
};

/** What a subscriber is sent about a deal, or about its end. */
export const renderWith =
  ({ mailFrom, publicUrl }: Settings): Render =>
  ({ kind, channel, dealId }, deal, { id, value: subscriber }) => {
    const { imageUrl, ...rest } = deal;
    const message = { ...rest, seenAtMs: deal.observedAtMs, ...(imageUrl ? { imageUrl } : {}) };
    const stopUrl = `${publicUrl}/stop/${subscriber.unsubscribeToken}`;
    const { locale, timeZone, email, pushSubscriptions } = subscriber;
    const reader = { locale, timeZone, unsubscribeUrl: stopUrl, preferencesUrl: stopUrl };
    if (channel === 'push') {
      // One tag for both: a retraction takes the place of the deal where that is still shown.
      const tag = notificationIdOf({ kind: 'deal', dealId, channel }, id);
      return { channel, payload: words[kind].push(message, reader, tag), subscriptions: pushSubscriptions };
    }
    return email ? { channel, mail: { from: mailFrom, to: email, ...words[kind].mail(message, reader, deal) } } : null;
  };
