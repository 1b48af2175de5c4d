import { html } from 'hono/html';
import { fields } from '../../shared/documents/fields.ts';
import { subscribers } from '../../shared/documents/subscriber.ts';
import { type HttpApp, problem } from '../../shared/runtime/http.ts';
import type { Platform } from '../../shared/runtime/platform.ts';

/**
 * `/stop/{token}`: ends all notifications. POST is the mail client's one click (RFC 8058) and asks nothing; GET shows a
 * button, because mail scanners open every link.
 */
export function stopRoutes(app: HttpApp, { people }: Platform): void {
  const find = async (token: string) =>
    (await subscribers.find(people, 'byUnsubscribeToken', { equal: { unsubscribeToken: token }, limit: 1 }))[0];
  const unknown = () => problem(404, 'not-found', 'this link stops nothing (any more)');

  app.get('/stop/:token', async (context) => {
    const subscriber = await find(context.req.param('token'));
    if (!subscriber) return unknown();
    return context.html(
      subscriber.value.active ? page('Stop all PriceHawk mails?', true) : page('You get no more mails.'),
    );
  });

  app.post('/stop/:token', async (context) => {
    const subscriber = await find(context.req.param('token'));
    if (!subscriber) return unknown();
    if (subscriber.value.active) {
      await people.write([subscribers.update(subscriber.id, fields({ active: false }))]);
      context.get('log').info('a subscriber stopped all notifications');
    }
    return context.html(page('You get no more mails.'));
  });
}

function page(text: string, asks = false) {
  const button = asks ? html`<form method="post"><button>Stop them</button></form>` : '';
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>PriceHawk</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main><h1>${text}</h1>${button}</main></body></html>`;
}
