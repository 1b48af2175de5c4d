/** What lets a server answer "not modified" instead of sending the page again. */
export interface PageValidators {
  readonly etag?: string;
  readonly lastModified?: string;
}

export interface PageRequest {
  readonly url: string;
  readonly validators?: PageValidators;
  /** BCP 47 locale of the shop, for Accept-Language. */
  readonly locale?: string;
  /** Whether the host's robots.txt is asked first (the retailer's switch). */
  readonly robots: 'honour' | 'ignore';
  /** `confirm` asks with a fresh identity (agent, cookies), so that a second look does not repeat the first one's flaw. */
  readonly purpose: 'scheduled' | 'confirm';
  readonly signal: AbortSignal;
}

/** Why no page came. Each is an expected outcome, never an exception. */
export type FetchFailure =
  | 'timeout'
  | 'too-large'
  | 'redirect-loop'
  | 'wrong-content-type'
  | 'refused-address'
  | 'unknown-host'
  | 'connection'
  | 'rate-limited'
  | 'server-error'
  | 'robots-disallowed'
  | 'bad-url';

export type FetchResult =
  | {
      readonly type: 'page';
      readonly status: number;
      /** After redirects. */
      readonly url: string;
      readonly html: string;
      readonly validators: PageValidators;
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
