import { formatMoney } from '../../shared/domain/money/format-money.ts';
import type { Settings } from '../../shared/runtime/settings.ts';
import type { Render } from './claim.ts';

/** What a subscriber is sent about a deal. */
export const renderWith =
  ({ mailFrom, publicUrl }: Settings): Render =>
  (channel, deal, subscriber) => {
    const price = formatMoney(deal.price, subscriber.locale);
    if (channel === 'push') {
      const payload = JSON.stringify({ title: deal.title, body: price, url: deal.url });
      return { channel, payload, subscriptions: subscriber.pushSubscriptions };
    }
    if (!subscriber.email) return null;
    const text = `${deal.title}: ${price}\n${deal.url}\n${publicUrl}`;
    return {
      channel,
      mail: {
        from: mailFrom,
        to: subscriber.email,
        subject: `${deal.title}: ${price}`,
        html: `<p>${text}</p>`,
        text,
        headers: {},
      },
    };
  };
