import { html } from 'hono/html';
import * as z from 'zod';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import { smallPage } from '../small-page.ts';

/** Where the payment service sends a browser back to, below the public address. */
export const planPath = '/plan';

const showPlan = {
  method: 'GET',
  path: planPath,
  action: 'read-public',
  summary: 'The page to come back to from paying, or from not paying.',
  query: z.object({ paid: z.string().max(20).optional() }),
  contentType: 'text/html',
} as const satisfies Endpoint;

/** Knows nobody, since a browser coming back brings no session: it says what happens next. */
export function planPage(server: EndpointServer): void {
  server.add(showPlan, ({ query: { paid } }, context) =>
    paid === undefined
      ? smallPage(context, 'Your plan', html`<p>Whatever you changed is seen here mostly at once.</p>`)
      : smallPage(
          context,
          'Thank you',
          html`<p>Your plan begins as soon as the payment has arrived, mostly at once.</p>`,
        ),
  );
}
