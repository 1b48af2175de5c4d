import type { Dispatch } from '../../shared/documents/dispatch.ts';
import { withOpenEmail } from '../../shared/domain/audience/subscriber-email.ts';
import { channelTable } from '../../shared/domain/channel/channel-table.ts';
import { destinationOf } from '../../shared/domain/dispatch/sealed-payload.ts';
import {
  type Attempt,
  postponeDispatch,
  type Settlement,
  settleDispatch,
} from '../../shared/domain/dispatch/settle.ts';
import { messageDeadLettered } from '../../shared/messages/message-dead-lettered.ts';
import { type NotificationRequested, notificationRequested } from '../../shared/messages/notification-requested.ts';
import type { Clock, Random } from '../../shared/ports/clock.ts';
import type { DeliveryOutcome } from '../../shared/ports/delivery.ts';
import type { Documents } from '../../shared/ports/documents.ts';
import type { FieldCipher } from '../../shared/ports/field-cipher.ts';
import type { BreakerGuard } from '../../shared/runtime/breaker-guard.ts';
import { isPermanent } from '../../shared/runtime/errors.ts';
import type { Handle } from '../../shared/runtime/receive.ts';
import type { NamedDeal, Render } from './choose-recipients.ts';
import { type Claim, claimDispatch, giveUpDispatch } from './claim.ts';
import { readNews } from './read-news.ts';
import { writeSettlement } from './settle.ts';
import { watchForGoing } from './watch-for-going.ts';

/** Hands a claimed dispatch to its channel under its id as the idempotency key. */
export type HandOver = (dispatchId: string, dispatch: Dispatch, signal: AbortSignal) => Promise<DeliveryOutcome>;

interface DispatchNotification {
  readonly catalogue: Documents;
  readonly people: Documents;
  readonly clock: Clock;
  readonly random: Random;
  readonly breakers: BreakerGuard;
  readonly cipher: () => Promise<FieldCipher>;
  readonly render: Render;
  readonly handOver: HandOver;
}

export const dispatchNotification = (deps: DispatchNotification): Handle<NotificationRequested> => {
  const whyGone = watchForGoing(deps);
  return async (request, { publish, log, signal }) => {
    const { catalogue, people, clock } = deps;
    const { dispatchId, dealId, kind, channel } = request;
    const about = { dispatchId, dealId, kind, channel };
    const giveUp = async (reason: string) => {
      log.error(`a dispatch was given up: ${reason}`, about);
      await publish(messageDeadLettered, [deadLetterOf(request, reason)]);
    };

    const holder = deps.random.nonce();
    let deals: readonly NamedDeal[];
    let claim: Claim;
    try {
      deals = await readNews({ catalogue, people, whyGone }, request);
      const cipher = await deps.cipher();
      const render: Render = (about, told, subscriber) => deps.render(about, told, withOpenEmail(subscriber, cipher));
      claim = await claimDispatch({ people, cipher, request, deals, render, holder, nowMs: clock.nowMs() });
    } catch (error) {
      if (!isPermanent(error)) throw error;
      // Ended in the store too: what is only given up on the bus comes up again from there.
      const isGivenUp = await giveUpDispatch(people, dispatchId, error.message, clock.nowMs());
      return isGivenUp ? giveUp(error.message) : undefined;
    }
    switch (claim.type) {
      case 'busy':
        // If its holder is dead, release-due finds it when the lease has ended: longer than the bus would try.
        return log.info('another delivery of this message is sending it', about);
      case 'key-expired':
        return giveUp('may or may not have been sent, and trying again could send it twice');
      case 'done':
        // Published again in case an earlier run ended between writing its end down and announcing it.
        await publish(notificationRequested, [...claim.corrections, ...claim.instead]);
        return publish(messageDeadLettered, claim.failure ? [deadLetterOf(request, claim.failure)] : []);
      case 'called-off':
        log.info('a deal was retracted before everybody was told', about);
        await publish(notificationRequested, claim.corrections);
        return claim.failure ? giveUp(claim.failure) : undefined;
      case 'stopped':
        log.info('what waited to be sent has changed before it was', about);
        return publish(notificationRequested, claim.requests);
      case 'later':
      case 'nobody':
        return;
    }

    // What was perhaps sent is sent again under its key, whatever the price: only then is it known to be sent once.
    const isNews = kind === 'deal' && claim.unsureSinceMs === null;
    const [deal] = deals;
    const gone = isNews && deal ? await whyGone(deal.id, deal.value) : null;
    const settlement: Settlement = gone
      ? { type: 'withdrawn', reason: gone }
      : await attempt(deps, request, claim, signal);
    const again = await writeSettlement(people, request.dispatchId, holder, settlement, clock.nowMs(), deals);
    await publish(notificationRequested, again);
    if (settlement.type === 'failed' || settlement.type === 'unknown') return giveUp(settlement.reason);
    const recipients = claim.dispatch.recipients.length;
    log.info(`dispatch ${settlement.type}`, { ...about, recipients, ...(gone ? { reason: gone } : {}) });
    const refused = settlement.type === 'sent' ? settlement.providerIds.filter((id) => id === null).length : 0;
    if (refused > 0) log.warn('some mails of a page were refused for good', { ...about, recipients, refused });
  };
};

/** One attempt to hand a dispatch over, if the breaker of its service allows it. */
async function attempt(
  { breakers, clock, handOver }: DispatchNotification,
  { dispatchId }: NotificationRequested,
  claim: Attempt,
  signal: AbortSignal,
): Promise<Settlement> {
  const service = serviceOf(claim.dispatch);
  const admission = await breakers.admit(service);
  if (admission.type === 'refused') {
    const reason = `the breaker of ${service} is open`;
    return postponeDispatch(claim, { reason, untilMs: admission.retryAtMs }, clock.nowMs());
  }
  const outcome = await handOver(dispatchId, claim.dispatch, signal);
  const isUntaken = outcome.type === 'unavailable' || outcome.type === 'unknown';
  // Who gives an address that fails must not have everybody behind the same service go without.
  const isFailure = isUntaken && !outcome.isOfAddress;
  await breakers.record(service, isFailure ? 'failure' : 'success');
  return settleDispatch(claim, outcome, clock.nowMs());
}

/** Whose breaker is asked: that of the destination, where there is one. */
function serviceOf({ channel, recipients }: Dispatch): string {
  return destinationOf(recipients)?.breaker ?? channelTable[channel].service;
}

function deadLetterOf(request: NotificationRequested, reason: string) {
  return {
    topic: notificationRequested.name,
    functionName: 'dispatch-notification',
    messageId: request.dispatchId,
    text: JSON.stringify(request),
    attributes: {},
    reason,
  };
}
