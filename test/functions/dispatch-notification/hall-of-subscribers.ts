import { createHandOver } from '../../../functions/dispatch-notification/hand-over.ts';
import { dispatchNotification } from '../../../functions/dispatch-notification/handler.ts';
import { renderWith } from '../../../functions/dispatch-notification/render.ts';
import { selectAudience } from '../../../functions/select-audience/handler.ts';
import { type Deal, deals } from '../../../shared/documents/deal.ts';
import { offers } from '../../../shared/documents/offer.ts';
import { newSubscriber } from '../../../shared/domain/audience/new-subscriber.ts';
import { messageDeadLettered } from '../../../shared/messages/message-dead-lettered.ts';
import { type NotificationRequested, notificationRequested } from '../../../shared/messages/notification-requested.ts';
import type { DeliveryOutcome, Mail } from '../../../shared/ports/delivery.ts';
import { fieldCipherOf } from '../../../shared/runtime/field-cipher.ts';
import { createPublish } from '../../../shared/runtime/publish.ts';
import { addSubscribers } from '../../support/add-subscribers.ts';
import { askingOffer } from '../../support/asking-offer.ts';
import { testPlatform } from '../../support/test-platform.ts';

export const kettleDeal: Deal = {
  offerId: 'kettle',
  retailerId: 'generic',
  retailerName: 'Kettle House',
  title: 'Brook kettle 1.7 l',
  url: 'https://kettle.example/p/1',
  kind: 'deal',
  price: { minor: 2_490, currency: 'EUR' },
  medianMinor: 4_999,
  low30Minor: 3_999,
  discount: 0.5,
  reasons: ['deal-rule'],
  observedAtMs: Date.UTC(2026, 0, 15, 11, 59),
  confirmedAtMs: Date.UTC(2026, 0, 15, 12),
  retractedAtMs: null,
};

/** A confirmed deal and its subscribers by mail, with a provider that answers as the test says. */
export async function hallOfSubscribers(options: {
  readonly subscribers: number;
  readonly deal?: Deal;
  readonly answer?: (mails: readonly Mail[], key: string) => DeliveryOutcome;
}) {
  const platform = testPlatform();
  const { catalogue, people, clock, published, log } = platform;
  const { answer = accepted } = options;
  const sent: { readonly key: string; readonly to: readonly string[] }[] = [];
  const deal = options.deal ?? kettleDeal;
  await catalogue.write([deals.create('deal', deal), offers.create(deal.offerId, askingOffer(deal.price))]);
  const everybody = Array.from({ length: options.subscribers }, (_, i) => [
    `subscriber-${i}`,
    newSubscriber({
      email: `reader-${i}@mail.example`,
      locale: 'en-GB',
      timeZone: 'Europe/Berlin',
      tier: 'pro',
      unsubscribeToken: `token-${i}`,
      createdAtMs: i,
    }),
  ]);
  await addSubscribers(people, Object.fromEntries(everybody));
  const context = {
    messageId: 'm',
    trace: { correlationId: 'c' },
    log,
    publish: createPublish(platform.publisher, { correlationId: 'c' }),
    signal: new AbortController().signal,
    publishedAtMs: 0,
  };
  const send = async (mails: readonly Mail[], key: string): Promise<DeliveryOutcome> => {
    sent.push({ key, to: mails.map(({ to }) => to) });
    return answer(mails, key);
  };
  const cipher = fieldCipherOf(platform.secrets, platform.random);
  const dispatch = dispatchNotification({
    ...platform,
    cipher,
    render: renderWith(platform.settings),
    handOver: createHandOver({
      people,
      cipher,
      mail: async () => ({ send }),
      push: async () => {
        throw new Error('nobody here has a device');
      },
      messages: async () => {
        throw new Error('nobody here has a destination');
      },
    }),
  });
  const requests = (): NotificationRequested[] =>
    published
      .filter(({ topic }) => topic === notificationRequested.name)
      .map(({ body }) => notificationRequested.schema.parse(body));
  return {
    platform,
    clock,
    sent,
    requests,
    select: () => selectAudience(platform)({ type: 'confirmed', payload: { dealId: 'deal' } }, context),
    dispatch: (request: NotificationRequested) => dispatch(request, context),
    deadLetters: () => published.filter(({ topic }) => topic === messageDeadLettered.name),
  };
}

export const accepted = (mails: readonly Mail[]): DeliveryOutcome => ({
  type: 'accepted',
  providerIds: mails.map((_, i) => `id-${i}`),
});
