import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { RequestContext } from '../../shared/runtime/http.ts';

type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/**
 * A page of one sentence and perhaps a form; for links in mails, which must work without the web app. Its forms say where
 * they come from, to us alone.
 */
export async function smallPage(
  context: RequestContext,
  text: string,
  form: Html | '' = '',
  status: 200 | 400 = 200,
): Promise<Response> {
  const page = html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>PriceHawk</title>
<meta name="referrer" content="same-origin"><meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main><h1>${text}</h1>${form}</main></body></html>`;
  return context.html(page, status);
}
