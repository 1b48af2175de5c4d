import type { PageRequest, PageValidators } from '../../ports/page-source.ts';
import type { ExchangeFailure, ResponseHeaders } from './exchange.ts';

/** What asks a server to send the page only if it changed; nothing when the page has to be seen. */
export function conditionalHeaders({ validators, purpose }: PageRequest): string[] {
  if (validators === undefined || purpose === 'confirm') return [];
  const { etag, lastModified } = validators;
  return [
    ...(etag === undefined ? [] : ['If-None-Match', etag]),
    ...(lastModified === undefined ? [] : ['If-Modified-Since', lastModified]),
  ];
}

/** What a later request may send along. Values that no header may carry, or that nobody should store, are dropped. */
export function validatorsOf(headers: ResponseHeaders): PageValidators {
  const etag = singleValue(headers.etag);
  const lastModified = singleValue(headers['last-modified']);
  return { ...(isSendable(etag) ? { etag } : {}), ...(isSendable(lastModified) ? { lastModified } : {}) };
}

function isSendable(value: string | undefined): value is string {
  return value !== undefined && /^[\x20-\x7e]{1,256}$/.test(value);
}

const readableTypes = /^(text\/(html|plain|xml)|application\/(xhtml\+xml|xml|json|[\w.-]+\+json))\s*(;|$)/i;

/** Whether a body is text that extractors understand; one without a type may be. */
export function isReadable(headers: ResponseHeaders): boolean {
  const type = contentType(headers);
  return type === undefined || readableTypes.test(type);
}

/** Only a page that should be read has to be readable: of a 404 the status is enough. */
export function refuseUnreadable(status: number, headers: ResponseHeaders): ExchangeFailure | undefined {
  if (status >= 300 || isReadable(headers)) return undefined;
  return wrongContentType(`content type ${contentType(headers)?.slice(0, 100)}`);
}

export function wrongContentType(detail: string): ExchangeFailure {
  return { type: 'failed', failure: 'wrong-content-type', detail };
}

export function contentType(headers: ResponseHeaders): string | undefined {
  return singleValue(headers['content-type'])?.trim() || undefined;
}

/** Of a header that may come once and came more often, the first. */
export function singleValue(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0];
}
