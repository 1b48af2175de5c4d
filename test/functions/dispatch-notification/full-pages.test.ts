import { expect, it } from 'vitest';
import { deals } from '../../../shared/documents/deal.ts';
import { digests } from '../../../shared/documents/digest.ts';
import { offers } from '../../../shared/documents/offer.ts';
import { digestPages } from '../../../shared/domain/audience/digest-pages.ts';
import { askingOffer } from '../../support/asking-offer.ts';
import { hallOfSubscribers, kettleDeal } from './hall-of-subscribers.ts';

it('hands over full pages of mails with the longest texts a deal can have: each fits its document', async () => {
  const deal = {
    ...kettleDeal,
    kind: 'glitch' as const,
    title: '🫖'.repeat(500),
    retailerName: '🫖'.repeat(100),
    url: `https://kettle.example/?${'&'.repeat(1_970)}`,
    imageUrl: `https://kettle.example/?${'&'.repeat(970)}`,
    reasons: ['deal-rule', 'list-price-agrees', 'round-cut', 'shop-cuts-deep', 'peers-agree', 'gap'],
  };
  const hall = await hallOfSubscribers({ subscribers: 100, deal });
  await hall.select();
  for (const request of hall.requests()) await hall.dispatch(request);
  expect(hall.sent.flatMap(({ to }) => to).sort()).toEqual(
    Array.from({ length: 100 }, (_, i) => `reader-${i}@mail.example`).sort(),
  );
});

it('hands over full digests of deals with the longest texts and addresses: each fits its document', async () => {
  const deal = {
    ...kettleDeal,
    kind: 'glitch' as const,
    title: '🫖'.repeat(500),
    retailerName: '🫖'.repeat(100),
    url: `https://kettle.example/?${'&'.repeat(1_970)}`,
  };
  const hall = await hallOfSubscribers({ subscribers: 8, deal });
  const { catalogue, people } = hall.platform;
  const dealIds = Array.from({ length: 40 }, (_, n) => `deal-${n}`);
  await catalogue.write(
    dealIds.flatMap((id) => [deals.create(id, { ...deal, offerId: id }), offers.create(id, askingOffer(deal.price))]),
  );
  const dealsOf = Array.from(
    { length: 8 },
    (_, n) => [`subscriber-${n}`, new Set(dealIds.slice(0, n === 0 ? 40 : 2))] as const,
  );
  const pages = digestPages(1, 'email', new Map(dealsOf));
  for (const { id, recipients } of pages) {
    await people.write([
      digests.create(id, { channel: 'email', recipients: [...recipients], dueAtMs: 1, expiresAtMs: 2 }),
    ]);
    const subscriberIds = recipients.map(({ subscriberId }) => subscriberId);
    await hall.dispatch({ kind: 'digest', dispatchId: id, dealId: id, channel: 'email', subscriberIds });
  }
  expect(hall.sent.flatMap(({ to }) => to)).toHaveLength(8);
});
