import { expect, it } from 'vitest';
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
