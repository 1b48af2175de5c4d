import { recogniseChallenge } from '../../domain/extraction/blocked.ts';
import type { Page } from '../../domain/extraction/extraction.ts';
import { retryAfterMs } from '../../domain/fetching/retry-after.ts';
import type { FetchResult } from '../../ports/page-source.ts';

/** Whether a status says that the server could not or would not answer now, and until when asking again is in vain. */
export function refusedByServer(
  { url, html, status }: Page,
  retryAfter: string | undefined,
  nowMs: number,
): Extract<FetchResult, { type: 'failed' }> | undefined {
  if (status !== 429 && status < 500 && status !== 304) return undefined;
  // A challenge is told from an overload by what the body shows: asking a challenge again would make it worse, and the
  // extractor calls it by its name. The status is kept out of it, because every 429 would count.
  if (recogniseChallenge({ url, html, status: 200 }, () => 0, false)) return undefined;
  const waitMs = retryAfterMs(retryAfter, nowMs);
  return {
    type: 'failed',
    failure: status === 429 ? 'rate-limited' : 'server-error',
    detail: `status ${status}`,
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  };
}
