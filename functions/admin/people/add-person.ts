import * as z from 'zod';
import { prepareMail } from '../../../shared/domain/account/account-mail.ts';
import { findByAddress } from '../../../shared/domain/account/find-user.ts';
import { firstSubscriber } from '../../../shared/domain/account/first-subscriber.ts';
import { newUser, newUserWrites } from '../../../shared/domain/account/new-user.ts';
import { oneTimeLink } from '../../../shared/domain/account/one-time-link.ts';
import { role } from '../../../shared/domain/account/principal.ts';
import { mailOffFor } from '../../../shared/domain/mail/suppression.ts';
import { notificationRequested } from '../../../shared/messages/notification-requested.ts';
import { emailInput, nameInput } from '../../../shared/runtime/account-input.ts';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import { type People, personView, viewPerson } from './people.ts';

const addPerson = {
  method: 'POST',
  path: '/api/admin/users',
  action: 'appoint-people',
  audit: 'user-added',
  summary:
    'Makes an account of any role for an address; a mail lets its owner choose a password. So the first admin comes in.',
  body: z.strictObject({ email: emailInput, name: nameInput.nullable().default(null), role: role.default('user') }),
  status: 201,
  answer: personView,
} as const satisfies Endpoint;

export function addPersonEndpoints(server: EndpointServer, deps: People): void {
  const { people, clock, random, settings } = deps;
  server.add(addPerson, async ({ body: { email, name, role } }, context) => {
    const cipher = await deps.cipher();
    const nowMs = clock.nowMs();
    const userId = random.nonce();
    const about = { userId, email, name, nowMs };
    const user = newUser(about, { passwordHash: null, isBetaUser: true, role }, cipher);
    const link = oneTimeLink(
      { userId, purpose: 'reset-password', nowMs, worksForMs: 86_400_000 },
      { random, ...settings },
    );
    const mail = prepareMail({ ...settings, cipher }, { ...about, kind: 'welcome', cause: link.id, link: link.url });
    const end = await people.transaction(async (read) => {
      if (await mailOffFor(read, email, cipher)) return { writes: [], result: 'suppressed' as const };
      const { owner, waiting } = await findByAddress(read, email, cipher);
      // Made before, and waiting for its owner; one with a password is of somebody who signed up with the address.
      const isMade = waiting?.value.passwordHash === null;
      if (owner || isMade) return { writes: [], result: 'taken' as const };
      const subscriber = await firstSubscriber(
        read,
        userId,
        {
          email,
          active: false,
          unsubscribeToken: random.nonce(),
          nowMs,
        },
        cipher,
      );
      return {
        writes: [...newUserWrites(about, user, cipher), ...subscriber, link.write, ...mail.writes],
        result: 'made' as const,
      };
    });
    if (end === 'suppressed') {
      return problem(409, 'address-suppressed', 'no mails are sent to this address; lift its suppression first');
    }
    if (end === 'taken') return problem(409, 'address-taken', 'there is an account with this address');
    await context.get('publish')(notificationRequested, [mail.request]);
    return { body: viewPerson({ id: userId, value: user }, cipher) };
  });
}
