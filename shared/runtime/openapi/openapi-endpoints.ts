import * as z from 'zod';
import type { Action } from '../../domain/account/authorisation.ts';
import type { Endpoint, EndpointServer } from '../endpoint.ts';
import { version } from '../version.ts';

interface DocsOptions {
  /** Path of the document, and of its page. */
  readonly source: string;
  readonly page: string;
  readonly title: string;
  readonly action: Action;
  readonly publicUrl: string;
}

/** Serves what the endpoints added before and after it are, as OpenAPI and as a page. Made when first asked for. */
export function openApiEndpoints(
  server: EndpointServer,
  { source, page, title, action, publicUrl }: DocsOptions,
): void {
  const getDocument = {
    method: 'GET',
    path: source,
    action,
    summary: 'This API as OpenAPI 3.1.',
    answer: z.looseObject({ openapi: z.string() }),
  } as const satisfies Endpoint;
  const getPage = {
    method: 'GET',
    path: page,
    action,
    summary: 'This API to read in a browser.',
    contentType: 'text/html',
  } as const satisfies Endpoint;

  let made:
    | Promise<{ readonly document: { readonly openapi: string }; readonly page: string; readonly policy: string }>
    | undefined;
  const make = async () => {
    const [{ openApiDocument }, { openApiPage, openApiPagePolicy }] = await Promise.all([
      import('./openapi-document.ts'),
      import('./openapi-page.ts'),
    ]);
    const document = openApiDocument({ title, version, publicUrl, endpoints: server.endpoints });
    return { document: { openapi: '', ...document }, page: openApiPage(document, source), policy: openApiPagePolicy };
  };

  server.add(getDocument, async () => {
    made ??= make();
    return { body: (await made).document };
  });
  server.add(getPage, async () => {
    made ??= make();
    const { page, policy } = await made;
    const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy };
    return new Response(page, { headers });
  });
}
