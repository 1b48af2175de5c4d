import * as z from 'zod';
import { changeSuppression } from '../../../shared/domain/mail/suppress.ts';
import { mailOff, mailOffFor } from '../../../shared/domain/mail/suppression.ts';
import { emailInput } from '../../../shared/runtime/account-input.ts';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import { iso, isoInstant } from '../../../shared/runtime/views.ts';
import type { People } from './people.ts';

const body = z.strictObject({ email: emailInput });

const findSuppression = {
  method: 'POST',
  path: '/api/admin/suppressions/find',
  action: 'see-people',
  summary: 'Why an address gets no mails. The list holds hashes, so it cannot be read, only asked.',
  body,
  answer: z.object({ reason: mailOff.shape.reason, since: isoInstant }),
} as const satisfies Endpoint;

const liftSuppression = {
  method: 'POST',
  path: '/api/admin/suppressions/lift',
  action: 'manage-people',
  summary: 'Lets mails go to an address again, until one comes back or is reported as spam after this.',
  body,
  status: 204,
} as const satisfies Endpoint;

export function suppressionEndpoints(server: EndpointServer, { people, clock, cipher }: People): void {
  const none = () => problem(404, 'not-found', 'mails go to this address');

  server.add(findSuppression, async ({ body: { email } }) => {
    const off = await mailOffFor(people, email, await cipher());
    return off ? { body: { reason: off.reason, since: iso(off.sinceMs) } } : none();
  });

  server.add(liftSuppression, async ({ body: { email } }, context) => {
    const keys = await cipher();
    const off = await mailOffFor(people, email, keys);
    if (!off) return none();
    // Not before what it lifts, however the clocks differ.
    const liftedAtMs = Math.max(clock.nowMs(), off.sinceMs);
    const owner = await people.transaction((read) => changeSuppression(read, email, keys, { liftedAtMs }));
    const target = owner && `user:${owner}`;
    await context.get('audit')(context, { action: 'suppression-lifted', target, details: { reason: off.reason } });
    return new Response(null, { status: 204 });
  });
}
