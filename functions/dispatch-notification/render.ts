import type { Deal } from '../../shared/documents/deal.ts';
import type { Rendered } from '../../shared/documents/dispatch.ts';
import type { Subscriber } from '../../shared/documents/subscriber.ts';
import type { DealMessage, MailContent, Reader } from '../../shared/domain/alert/deal-message.ts';
import type { MessageChannel } from '../../shared/domain/alert/destination.ts';
import { renderDealMail } from '../../shared/domain/alert/render-deal-mail.ts';
import { renderDigestMail } from '../../shared/domain/alert/render-digest-mail.ts';
import {
  dealNotice,
  digestNotice,
  messageBodies,
  retractionNotice,
  type ShortMessage,
} from '../../shared/domain/alert/render-message.ts';
import { renderDealPush, renderDigestPush, renderRetractionPush } from '../../shared/domain/alert/render-push.ts';
import { renderRetractionMail } from '../../shared/domain/alert/render-retraction-mail.ts';
import { preferencesPath } from '../../shared/domain/audience/preferences-link.ts';
import { notificationIdOf } from '../../shared/domain/dispatch/notification-id.ts';
import type { Channel, NewsKind } from '../../shared/messages/notification-requested.ts';
import { PermanentError } from '../../shared/runtime/errors.ts';
import type { Settings } from '../../shared/runtime/settings.ts';
import type { NamedDeal, Render } from './choose-recipients.ts';

/** Deals as they are told, best first, to one reader. */
interface News {
  readonly first: DealMessage;
  readonly all: readonly { readonly id: string; readonly deal: DealMessage }[];
  /** Or of the digest. */
  readonly dealId: string;
  readonly retractedAtMs: number | null;
  readonly reader: Reader;
  /** Of the notification, as which the mail service is told of it. */
  readonly id: string;
  /** Of a push: the next one with it takes its place where it is still shown. */
  readonly tag: string;
}

const mails: Readonly<Record<NewsKind, (news: News) => MailContent>> = {
  deal: ({ first, reader }) => renderDealMail(first, reader),
  retraction: ({ first, retractedAtMs, reader }) => {
    if (retractedAtMs === null) throw new PermanentError('the deal is not retracted');
    return renderRetractionMail(first, retractedAtMs, reader);
  },
  digest: ({ all, reader }) => renderDigestMail(dealsOf(all), reader),
};

const pushes: Readonly<Record<NewsKind, (news: News) => string>> = {
  deal: ({ first, reader, tag }) => renderDealPush(first, reader, tag),
  retraction: ({ first, reader, tag }) => renderRetractionPush(first, reader, tag),
  digest: ({ all, reader, tag }) => renderDigestPush(dealsOf(all), reader, tag),
};

const notices: Readonly<Record<NewsKind, (news: News) => ShortMessage>> = {
  deal: ({ dealId, first, reader }) => dealNotice(dealId, first, reader),
  retraction: ({ dealId, first, reader }) => retractionNotice(dealId, first, reader),
  digest: ({ dealId, all, reader }) => digestNotice(dealId, all, reader),
};

const dealsOf = (all: News['all']) => all.map(({ deal }) => deal);

/** Null where the subscriber does not have the channel (any more). */
type RenderFor = (kind: NewsKind, news: News, subscriber: Subscriber, mailFrom: string) => Rendered | null;

const message =
  (channel: MessageChannel): RenderFor =>
  (kind, news, { destinations }) => {
    const to = destinations[channel];
    if (!to || to.off) return null;
    const body = JSON.stringify(messageBodies[channel](notices[kind](news)));
    return { channel, body, to: to.sealed, destination: { id: to.id, breaker: to.breaker } };
  };

const channels: Readonly<Record<Channel, RenderFor>> = {
  email: (kind, news, { email, mailOff }, mailFrom) =>
    email && mailOff === null
      ? { channel: 'email', mail: { from: mailFrom, to: email, ...mails[kind](news), notificationId: news.id } }
      : null,
  push: (kind, news, { pushSubscriptions }) => ({
    channel: 'push',
    payload: pushes[kind](news),
    subscriptions: pushSubscriptions,
  }),
  discord: message('discord'),
  slack: message('slack'),
  telegram: message('telegram'),
  ntfy: message('ntfy'),
  webhook: message('webhook'),
};

/** What a subscriber is sent about a deal, about its end, or about several deals. */
export const renderWith =
  ({ mailFrom, publicUrl }: Settings): Render =>
  ({ kind, channel, dealId }, deals, { id, value: subscriber }) => {
    const all = deals.map((deal) => ({ id: deal.id, deal: messageOf(deal) }));
    const first = all[0]?.deal;
    if (!first) return null;
    const stopUrl = `${publicUrl}/stop/${subscriber.unsubscribeToken}`;
    const { locale, timeZone } = subscriber;
    const owner = { subscriberId: id, secret: subscriber.unsubscribeToken };
    const preferencesUrl = `${publicUrl}${preferencesPath(owner)}`;
    const reader = { locale, timeZone, unsubscribeUrl: stopUrl, preferencesUrl };
    // One tag for a deal and its end: a retraction takes the place of the deal.
    const tag = notificationIdOf({ kind: kind === 'digest' ? kind : 'deal', dealId, channel }, id);
    const news = {
      first,
      all,
      retractedAtMs: deals[0]?.value.retractedAtMs ?? null,
      reader,
      dealId,
      id: notificationIdOf({ kind, dealId, channel }, id),
      tag,
    };
    return channels[channel](kind, news, subscriber, mailFrom);
  };

function messageOf({ value: deal }: NamedDeal): DealMessage {
  const { imageUrl, ...rest }: Deal = deal;
  return { ...rest, seenAtMs: deal.observedAtMs, ...(imageUrl ? { imageUrl } : {}) };
}
