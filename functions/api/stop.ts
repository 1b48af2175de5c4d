import { html } from 'hono/html';
import * as z from 'zod';
import { subscribers } from '../../shared/documents/subscriber.ts';
import { changeSubscriber } from '../../shared/domain/audience/change-subscriber.ts';
import type { Endpoint, EndpointServer } from '../../shared/runtime/endpoint.ts';
import type { RequestContext } from '../../shared/runtime/http.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { smallPage } from './small-page.ts';

const params = z.object({ token: z.string().max(200) });

const askToStop = {
  method: 'GET',
  path: '/stop/:token',
  action: 'stop-mails',
  summary: 'A page with the button that ends all messages; mail scanners open every link, so opening it ends nothing.',
  params,
  contentType: 'text/html',
} as const satisfies Endpoint;

const stop = {
  method: 'POST',
  path: '/stop/:token',
  action: 'stop-mails',
  summary: "Ends all messages, over every channel: the mail client's one click (RFC 8058), which asks nothing.",
  params,
  limit: 'one-click',
  contentType: 'text/html',
} as const satisfies Endpoint;

export function stopEndpoints(server: EndpointServer, { people }: Platform): void {
  const find = async (token: string) =>
    (await subscribers.find(people, 'byUnsubscribeToken', { equal: { unsubscribeToken: token }, limit: 1 }))[0];
  const unknown = (context: RequestContext) =>
    smallPage(
      context,
      'This link stops nothing',
      html`<p>The account it belonged to is gone, or part of the link is missing.</p>`,
      404,
    );
  const stopped = (context: RequestContext) =>
    smallPage(context, 'You are told nothing more', html`<p>PriceHawk tells you of no more deals.</p>`);

  server.add(askToStop, async ({ params: { token } }, context) => {
    const subscriber = await find(token);
    if (!subscriber) return unknown(context);
    if (!subscriber.value.active) return stopped(context);
    const form = html`<p>You will hear of no more deals.</p><form method="post"><button>Stop all messages</button></form>`;
    return smallPage(context, 'Stop all PriceHawk messages?', form);
  });

  server.add(stop, async ({ params: { token } }, context) => {
    const subscriber = await find(token);
    if (!subscriber) return unknown(context);
    if (subscriber.value.active) {
      await people.transaction((read) =>
        changeSubscriber(read, subscriber.id, (before) => before && { ...before, active: false }),
      );
      context.get('log').info('a subscriber stopped all notifications');
    }
    return stopped(context);
  });
}
