import { expect, it } from 'vitest';
import { retryDelivery } from '../../shared/adapters/delivery-retry.ts';
import type { DeliveryOutcome } from '../../shared/ports/delivery.ts';
import { ManualClock } from '../support/manual-clock.ts';

function retried(...outcomes: DeliveryOutcome[]): Promise<DeliveryOutcome> {
  const attempt = async () => outcomes.shift() ?? { type: 'rejected' as const, reason: 'no outcome is left' };
  return retryDelivery(attempt, {
    clock: new ManualClock(0, { autoAdvance: true }),
    signal: new AbortController().signal,
  });
}

const lost: DeliveryOutcome = { type: 'unknown', reason: 'no answer' };
const quota: DeliveryOutcome = { type: 'unavailable', reason: 'quota', retryAfterMs: 3_600_000 };

it('stays unknown when a later attempt was surely not taken, and hands on the pause asked for', async () => {
  expect(await retried(lost, quota)).toEqual({ type: 'unknown', reason: 'quota', retryAfterMs: 3_600_000 });
});

it('is what the last attempt was where none was unknown, or the last was answered', async () => {
  expect(await retried(quota)).toEqual(quota);
  expect(await retried(lost, { type: 'accepted', providerIds: ['1'] })).toEqual({
    type: 'accepted',
    providerIds: ['1'],
  });
});
