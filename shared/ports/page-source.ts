/** What lets a server answer "not modified" instead of sending the page again. */
export interface PageValidators {
  readonly etag?: string;
  readonly lastModified?: string;
}

export interface PageRequest {
  readonly url: string;
  /** Ignored for `confirm`: a second look has to see the page. */
  readonly validators?: PageValidators;
  /** BCP 47 locale of the shop, for Accept-Language; US English where absent. */
  readonly locale?: string;
  /** Whether the host's robots.txt is asked first (the retailer's switch). */
  readonly robots: 'honour' | 'ignore';
  /** `confirm` asks with a fresh identity (agent, cookies), so that a second look does not repeat the first one's flaw. */
  readonly purpose: 'scheduled' | 'confirm';
  /** The pool of proxies that the shop's pages are asked for through; none where absent. */
  readonly proxyPool?: string;
  /** Ends the fetch and its retries with the failure `cancelled`. */
  readonly signal: AbortSignal;
}

/**
 * Why no page came. Each is an expected outcome, never an exception. `cancelled` (the request's signal ended it) says
 * nothing about the shop and belongs in no breaker; neither do `browser-failed` (our own browser crashed or does not
 * start), `reader-failed` (the reader service did not do its work) and `proxy-failed` (no proxy did).
 */
export const fetchFailures = [
  'timeout',
  'too-large',
  'redirect-loop',
  'wrong-content-type',
  'refused-address',
  'unknown-host',
  'connection',
  'rate-limited',
  'server-error',
  'robots-disallowed',
  'bad-url',
  'cancelled',
  'browser-failed',
  'reader-failed',
  'proxy-failed',
] as const;
export type FetchFailure = (typeof fetchFailures)[number];

export type FetchResult =
  | {
      readonly type: 'page';
      /** 200, or what the extractor has to judge: 403 (perhaps a challenge), 404 and 410 (gone) … */
      readonly status: number;
      /** After redirects. */
      readonly url: string;
      readonly html: string;
      /** Empty after a redirect: they would belong to another URL than the one asked for. */
      readonly validators: PageValidators;
      /** Of the decoded body. */
      readonly bytes: number;
    }
  | { readonly type: 'not-modified' }
  | {
      readonly type: 'failed';
      readonly failure: FetchFailure;
      readonly detail: string;
      readonly retryAfterMs?: number;
    };

/** One way to get a page (plain HTTP, a browser, a reader service). */
export interface PageSource {
  fetch(request: PageRequest): Promise<FetchResult>;
}
