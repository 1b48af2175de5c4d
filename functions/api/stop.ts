import { html } from 'hono/html';
import * as z from 'zod';
import { subscribers } from '../../shared/documents/subscriber.ts';
import { changeSubscriber } from '../../shared/domain/audience/change-subscriber.ts';
import type { Endpoint, EndpointServer } from '../../shared/runtime/endpoint.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { problem } from '../../shared/runtime/problem.ts';
import { smallPage } from './small-page.ts';

const params = z.object({ token: z.string().max(200) });

const askToStop = {
  method: 'GET',
  path: '/stop/:token',
  action: 'stop-mails',
  summary: 'A page with the button that ends all mails; mail scanners open every link, so opening it ends nothing.',
  params,
  contentType: 'text/html',
} as const satisfies Endpoint;

const stop = {
  method: 'POST',
  path: '/stop/:token',
  action: 'stop-mails',
  summary: "Ends all mails: the mail client's one click (RFC 8058), which asks nothing.",
  params,
  contentType: 'text/html',
} as const satisfies Endpoint;

export function stopEndpoints(server: EndpointServer, { people }: Platform): void {
  const find = async (token: string) =>
    (await subscribers.find(people, 'byUnsubscribeToken', { equal: { unsubscribeToken: token }, limit: 1 }))[0];
  const unknown = () => problem(404, 'not-found', 'this link stops nothing (any more)');

  server.add(askToStop, async ({ params: { token } }, context) => {
    const subscriber = await find(token);
    if (!subscriber) return unknown();
    if (!subscriber.value.active) return smallPage(context, 'You get no more mails.');
    return smallPage(context, 'Stop all PriceHawk mails?', html`<form method="post"><button>Stop them</button></form>`);
  });

  server.add(stop, async ({ params: { token } }, context) => {
    const subscriber = await find(token);
    if (!subscriber) return unknown();
    if (subscriber.value.active) {
      await people.transaction((read) =>
        changeSubscriber(read, subscriber.id, (before) => before && { ...before, active: false }),
      );
      context.get('log').info('a subscriber stopped all notifications');
    }
    return smallPage(context, 'You get no more mails.');
  });
}
