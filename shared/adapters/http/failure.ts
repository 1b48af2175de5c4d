import type { FetchFailure } from '../../ports/page-source.ts';
import type { ExchangeFailure } from './exchange.ts';
import { ProxyError } from './proxy-error.ts';
import { RefusedAddressError } from './refused-address-error.ts';

/** What the error codes of the system and of undici mean; any other is a broken connection. */
const failuresByCode: Readonly<Record<string, FetchFailure>> = {
  ENOTFOUND: 'unknown-host',
  ENODATA: 'unknown-host',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_OVERFLOW: 'too-large',
};

/** An error of a connection as the outcome it stands for. */
export function failureOf(error: NodeJS.ErrnoException): ExchangeFailure {
  if (error instanceof RefusedAddressError) {
    return { type: 'failed', failure: 'refused-address', detail: error.message };
  }
  if (error instanceof ProxyError) return { type: 'failed', failure: 'proxy-failed', detail: error.message };
  const code = error.code ?? '';
  // A connection to several addresses at once fails with an AggregateError, which has a code and no message.
  const detail = error.message === '' ? code || error.name : error.message;
  return { type: 'failed', failure: failuresByCode[code] ?? 'connection', detail };
}
