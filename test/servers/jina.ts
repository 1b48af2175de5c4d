import { type LocalServer, startLocalServer } from './local-server.ts';

/** A page as the reader found it, or what kept it from that. */
export type ReaderPage =
  | { readonly html: string; readonly url?: string; readonly status?: number }
  | { readonly error: 402 | 422 | 429 | 503; readonly retryAfter?: string };

/** Jina's Reader as https://github.com/jina-ai/reader answers JSON requests for HTML; pages by the URL asked for. */
export async function startJinaReader(pages: ReadonlyMap<string, ReaderPage>): Promise<LocalServer> {
  return startLocalServer(({ method, path, headers, body }) => {
    const asked: { url?: string } = JSON.parse(body.toString('utf8') || '{}');
    if (method !== 'POST' || path !== '/' || headers.accept !== 'application/json' || !asked.url) return failure(400);
    const page = pages.get(asked.url);
    if (!page) return failure(422);
    if ('error' in page) return failure(page.error, page.retryAfter);
    const { html, url = asked.url, status = 200 } = page;
    const warning = status >= 400 ? { warning: `Target URL returned error ${status}: Not what you wanted` } : {};
    const wanted = headers['x-respond-with'] === 'html' ? { html } : { content: 'Title\n=====' };
    const data = { title: 'Title', description: '', url, ...wanted, ...warning, usage: { tokens: html.length } };
    return { status: 200, body: JSON.stringify({ code: 200, status: 20_000, data }) };
  });
}

function failure(code: number, retryAfter?: string) {
  const body = JSON.stringify({ data: null, code, name: 'AnError', status: code * 100, message: 'no' });
  return { status: code, body, ...(retryAfter ? { headers: { 'retry-after': retryAfter } } : {}) };
}
