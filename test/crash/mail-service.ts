import { dispatches } from '../../shared/documents/dispatch.ts';
import { notifications } from '../../shared/documents/notification.ts';
import type { Stage } from './scenario.ts';

const hourMs = 3_600_000;

/** Mails that the service was too busy to take. */
export async function waitingMails({ outside: { people, clock } }: Stage, id: string, readers: readonly string[]) {
  const nowMs = clock.nowMs();
  const about = { dealId: 'deal-1', kind: 'deal', channel: 'email' } as const;
  const recipients = readers.map((subscriberId) => {
    const mail = {
      from: 'a@b.example',
      to: `${subscriberId}@example.com`,
      subject: id,
      html: '',
      text: id,
      headers: {},
    };
    return { subscriberId, notificationId: `${id}-${subscriberId}`, rendered: { channel: 'email' as const, mail } };
  });
  const times = { createdAtMs: nowMs, expiresAtMs: nowMs + 30 * 24 * hourMs };
  await people.write([
    dispatches.create(id, {
      ...about,
      ...times,
      recipients,
      state: 'waiting',
      holder: null,
      leaseUntilMs: 0,
      attempt: 1,
      firstAttemptAtMs: null,
      dueAtMs: nowMs,
      lastError: 'busy',
    }),
    ...recipients.map(({ subscriberId, notificationId }) =>
      notifications.create(notificationId, {
        ...about,
        ...times,
        subscriberId,
        dispatchId: id,
        state: 'claimed',
        providerId: null,
        sentAtMs: null,
      }),
    ),
  ]);
}

export const mailDown = { type: 'instead', answer: { status: 503 } } as const;
export const mailTorn = { type: 'torn-answer' } as const;

/** Makes the mail service answer so until it is told otherwise. */
export function mailService({ outside: { mails } }: Stage, fault: typeof mailDown | typeof mailTorn | 'well'): void {
  mails.faults.length = 0;
  if (fault !== 'well') mails.faults.push(...Array.from({ length: 100 }, () => fault));
}
