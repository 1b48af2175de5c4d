import { renderDealMail } from '../../shared/domain/alert/render-deal-mail.ts';
import { renderDealPush } from '../../shared/domain/alert/render-push.ts';
import type { Settings } from '../../shared/runtime/settings.ts';
import type { Render } from './claim.ts';

/** What a subscriber is sent about a deal. */
export const renderWith =
  ({ mailFrom, publicUrl }: Settings): Render =>
  (channel, deal, subscriber, notificationId) => {
    const { imageUrl, ...rest } = deal;
    const message = { ...rest, seenAtMs: deal.observedAtMs, ...(imageUrl ? { imageUrl } : {}) };
    const stopUrl = `${publicUrl}/stop/${subscriber.unsubscribeToken}`;
    const { locale, timeZone, email, pushSubscriptions } = subscriber;
    const reader = { locale, timeZone, unsubscribeUrl: stopUrl, preferencesUrl: stopUrl };
    if (channel === 'push') {
      return { channel, payload: renderDealPush(message, reader, notificationId), subscriptions: pushSubscriptions };
    }
    return email ? { channel, mail: { from: mailFrom, to: email, ...renderDealMail(message, reader) } } : null;
  };
