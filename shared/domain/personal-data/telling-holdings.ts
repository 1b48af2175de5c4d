import { alerts } from '../../documents/alert.ts';
import type { Stored } from '../../documents/collection.ts';
import { deadLetters } from '../../documents/dead-letter.ts';
import { digests } from '../../documents/digest.ts';
import { type Dispatch, dispatches } from '../../documents/dispatch.ts';
import { heldPages } from '../../documents/held-page.ts';
import { notifications } from '../../documents/notification.ts';
import { tallies } from '../../documents/tally.ts';
import type { Json } from '../../ports/documents.ts';
import { openRecipient } from '../dispatch/sealed-payload.ts';
import { eraseFromDispatch } from './erase-from-dispatch.ts';
import { eraseFromDeadLetters, eraseFromDigests, eraseFromHeldPages, namesPerson } from './erase-from-pages.ts';
import type { Erased, Holding, Person } from './holding.ts';
import { at, inPages, json } from './show.ts';

const atOnce = 200;
/** A dispatch holds up to 1 MiB of mails. */
const dispatchesAtOnce = 20;

const notificationsOf = ({ people, userId }: Person) =>
  notifications.pages(people, 'ofSubscriber', { equal: { subscriberId: userId }, limit: atOnce });
const alertsOf = ({ people, userId }: Person) =>
  alerts.pages(people, 'ofSubscriber', { equal: { subscriberId: userId }, limit: atOnce });

/** What is left of somebody having been told, or of being told soon. */
export const tellingHoldings = {
  dispatches: {
    holds: 'what was sent to you, or is about to be',
    show: async (person) => {
      const { people, cipher, userId } = person;
      const ids = new Set<string>();
      for await (const page of notificationsOf(person)) for (const { value } of page) ids.add(value.dispatchId);
      const show = ({ value: { recipients, kind, channel, state, createdAtMs } }: Stored<Dispatch>) =>
        recipients.flatMap((recipient) => {
          if (recipient.subscriberId !== userId) return [];
          const { rendered } = openRecipient(recipient, cipher);
          // Its text may hold a link that opens the account.
          const sent = rendered.channel === 'email' ? { to: rendered.mail.to, subject: rendered.mail.subject } : {};
          return [json({ kind, channel, state, createdAt: at(createdAtMs), ...sent })];
        });
      const all = [...ids];
      const shown: Json[] = [];
      for (let i = 0; i < all.length; i += dispatchesAtOnce) {
        const found = await dispatches.getAll(people, all.slice(i, i + dispatchesAtOnce), () => {});
        shown.push(...found.flatMap((dispatch) => (dispatch ? show(dispatch) : [])));
      }
      return shown;
    },
    erase: { with: 'notifications' },
  },
  notifications: {
    holds: 'what you were told in the last 30 days',
    show: (person) =>
      inPages(notificationsOf(person), ({ id, value }) => {
        const { dealId, kind, channel, state, createdAtMs, sentAtMs, mail = {} } = value;
        const became = Object.fromEntries(Object.entries(mail).map(([event, ms]) => [event, at(ms)]));
        return json({
          id,
          about: dealId,
          kind,
          channel,
          state,
          createdAt: at(createdAtMs),
          sentAt: at(sentAtMs),
          became,
        });
      }),
    /** A notification leads to its dispatch, so it goes only when that has. */
    erase: async (erasing) => {
      let end: Erased = 'erased';
      for await (const page of notificationsOf(erasing)) {
        const left = new Set<string>();
        for (const dispatchId of new Set(page.map(({ value }) => value.dispatchId))) {
          if ((await eraseFromDispatch(erasing, dispatchId)) === 'later') left.add(dispatchId);
        }
        const gone = page.filter(({ value }) => !left.has(value.dispatchId));
        await erasing.people.write(gone.map(({ id }) => notifications.delete(id)));
        if (left.size > 0) end = 'later';
      }
      return end;
    },
  },
  'held-pages': {
    holds: 'deals you are told of later',
    show: async ({ people, userId }) => {
      const shown = (['single', 'digest'] as const).map((as) =>
        inPages(heldPages.pages(people, 'due', { equal: { as }, limit: 20 }), ({ value }) =>
          value.recipients.some(({ subscriberId }) => subscriberId === userId)
            ? json({ about: value.dealId, as, dueAt: at(value.dueAtMs) })
            : null,
        ),
      );
      return (await Promise.all(shown)).flat().filter((each) => each !== null);
    },
    erase: eraseFromHeldPages,
  },
  digests: {
    holds: 'which deals your digests were made of',
    show: async (person) => {
      const ids = new Set<string>();
      for await (const page of notificationsOf(person)) {
        for (const { value } of page) if (value.kind === 'digest') ids.add(value.dealId);
      }
      const found = await digests.getAll(person.people, [...ids], () => {});
      return found.flatMap((digest) =>
        (digest?.value.recipients ?? []).flatMap(({ subscriberId, dealIds }) =>
          digest && subscriberId === person.userId ? [json({ dueAt: at(digest.value.dueAtMs), dealIds })] : [],
        ),
      );
    },
    erase: eraseFromDigests,
  },
  alerts: {
    holds: 'which offers you were told of lately, and at what price',
    show: (person) =>
      inPages(alertsOf(person), ({ value }) => json({ subjectId: value.subjectId, state: value.state })),
    erase: async (erasing) => {
      for await (const page of alertsOf(erasing)) {
        await erasing.people.write(page.map(({ id }) => alerts.delete(id)));
      }
      return 'erased';
    },
  },
  tallies: {
    holds: 'how much you were told today',
    show: async ({ people, userId }) => {
      const found = await tallies.get(people, userId);
      return found ? [json({ day: found.value.day, causeIds: found.value.causeIds })] : [];
    },
    erase: async ({ people, userId }) => {
      await people.write([tallies.delete(userId)]);
      return 'erased';
    },
  },
  'dead-letters': {
    holds: 'messages about you that could not be handled',
    show: async ({ people, userId }) => {
      const ofState = (['open', 'replayed', 'discarded'] as const).map((state) =>
        inPages(deadLetters.pages(people, 'newestInState', { equal: { state }, limit: 100 }), ({ value }) =>
          namesPerson(value.body, userId)
            ? json({ topic: value.topic, reason: value.reason, recordedAt: at(value.recordedAtMs) })
            : null,
        ),
      );
      return (await Promise.all(ofState)).flat().filter((each) => each !== null);
    },
    erase: eraseFromDeadLetters,
  },
} as const satisfies Record<string, Holding>;
