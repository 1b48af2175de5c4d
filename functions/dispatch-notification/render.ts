import type { Deal } from '../../shared/documents/deal.ts';
import type { DealMessage, MailContent, Reader } from '../../shared/domain/alert/deal-message.ts';
import { renderDealMail } from '../../shared/domain/alert/render-deal-mail.ts';
import { renderDigestMail } from '../../shared/domain/alert/render-digest-mail.ts';
import { renderDealPush, renderDigestPush, renderRetractionPush } from '../../shared/domain/alert/render-push.ts';
import { renderRetractionMail } from '../../shared/domain/alert/render-retraction-mail.ts';
import { notificationIdOf } from '../../shared/domain/dispatch/notification-id.ts';
import type { NewsKind } from '../../shared/messages/notification-requested.ts';
import { PermanentError } from '../../shared/runtime/errors.ts';
import type { Settings } from '../../shared/runtime/settings.ts';
import type { NamedDeal, Render } from './choose-recipients.ts';

/** What a mail or push is made from: deals as they are told, best first, and as they are stored. */
interface News {
  readonly message: DealMessage;
  readonly deal: Deal;
}

interface Words {
  readonly mail: (first: News, all: readonly News[], reader: Reader) => MailContent;
  readonly push: (first: News, all: readonly News[], reader: Reader, tag: string) => string;
}

const words: Readonly<Record<NewsKind, Words>> = {
  deal: {
    mail: ({ message }, _, reader) => renderDealMail(message, reader),
    push: ({ message }, _, reader, tag) => renderDealPush(message, reader, tag),
  },
  retraction: {
    mail: ({ message, deal: { retractedAtMs } }, _, reader) => {
      if (retractedAtMs === null) throw new PermanentError('the deal is not retracted');
      return renderRetractionMail(message, retractedAtMs, reader);
    },
    push: ({ message }, _, reader, tag) => renderRetractionPush(message, reader, tag),
  },
  digest: {
    mail: (_, all, reader) =>
      renderDigestMail(
        all.map(({ message }) => message),
        reader,
      ),
    push: (_, all, reader, tag) =>
      renderDigestPush(
        all.map(({ message }) => message),
        reader,
        tag,
      ),
  },
};

/** What a subscriber is sent about a deal, about its end, or about several deals. */
export const renderWith =
  ({ mailFrom, publicUrl }: Settings): Render =>
  ({ kind, channel, dealId }, deals, { id, value: subscriber }) => {
    const all = deals.map(newsOf);
    const [first] = all;
    if (!first) return null;
    const stopUrl = `${publicUrl}/stop/${subscriber.unsubscribeToken}`;
    const { locale, timeZone, email, pushSubscriptions } = subscriber;
    const reader = { locale, timeZone, unsubscribeUrl: stopUrl, preferencesUrl: stopUrl };
    if (channel === 'push') {
      // One tag for a deal and its end: a retraction takes the place of the deal where that is still shown.
      const about = kind === 'digest' ? kind : 'deal';
      const tag = notificationIdOf({ kind: about, dealId, channel }, id);
      return { channel, payload: words[kind].push(first, all, reader, tag), subscriptions: pushSubscriptions };
    }
    return email ? { channel, mail: { from: mailFrom, to: email, ...words[kind].mail(first, all, reader) } } : null;
  };

function newsOf({ value: deal }: NamedDeal): News {
  const { imageUrl, ...rest } = deal;
  return { deal, message: { ...rest, seenAtMs: deal.observedAtMs, ...(imageUrl ? { imageUrl } : {}) } };
}
