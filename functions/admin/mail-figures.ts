import * as z from 'zod';
import { type MailTally, mailTallies } from '../../shared/documents/mail-tally.ts';
import { type MailEvent, mailEvents } from '../../shared/domain/mail/mail-event.ts';
import type { Endpoint, EndpointServer } from '../../shared/runtime/endpoint.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { iso, isoInstant } from '../../shared/runtime/views.ts';

const dayMs = 86_400_000;
const atOnce = 500;
const count = z.int().default(0);
/** Of the mails delivered; null while none is known to be. */
const share = z.number().nullable();

const showMailFigures = {
  method: 'GET',
  path: '/admin/mail',
  action: 'see-operations',
  summary: 'What became of the mails of each day (UTC), newest first: delivered, opened, bounced, reported as spam.',
  query: z.strictObject({ days: z.coerce.number().int().min(1).max(366).default(30) }),
  answer: z.object({
    items: z.array(
      z.object({
        day: isoInstant,
        counts: z.object(
          // Object.fromEntries gives no exact keys; these are the events.
          Object.fromEntries(mailEvents.map((event) => [event, count])) as Record<MailEvent, typeof count>,
        ),
        openRate: share,
        clickRate: share,
        /** Mail services stop taking mails of whoever stays above 0.003. */
        complaintRate: share,
        /** Of the mails delivered or bounced. */
        bounceRate: share,
      }),
    ),
  }),
} as const satisfies Endpoint;

export function mailFigureEndpoints(server: EndpointServer, { people, clock }: Platform): void {
  server.add(showMailFigures, async ({ query: { days } }) => {
    const fromMs = clock.nowMs() - days * dayMs;
    const found: MailTally[] = [];
    for await (const page of mailTallies.pages(people, 'newest', { range: { min: fromMs }, limit: atOnce })) {
      found.push(...page.map(({ value }) => value));
    }
    const byDay = Map.groupBy(found, ({ dayStartMs }) => dayStartMs);
    return { body: { items: [...byDay].map(([dayStartMs, parts]) => figuresOf(dayStartMs, parts)) } };
  });
}

function figuresOf(dayStartMs: number, parts: readonly MailTally[]) {
  const of = (event: MailEvent) => parts.reduce((sum, { counts }) => sum + (counts[event] ?? 0), 0);
  const [delivered, bounced] = [of('delivered'), of('bounced')];
  const rate = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  return {
    day: iso(dayStartMs),
    counts: Object.fromEntries(mailEvents.map((event) => [event, of(event)])),
    openRate: rate(of('opened'), delivered),
    clickRate: rate(of('clicked'), delivered),
    complaintRate: rate(of('complained'), delivered),
    bounceRate: rate(bounced, delivered + bounced),
  };
}
