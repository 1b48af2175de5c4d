import { type Cookie, cookieHeader, storeCookies } from '../../domain/fetching/cookies.ts';
import { type Identity, pickIdentity } from '../../domain/fetching/identities.ts';
import { identityHeaders } from '../../domain/fetching/identity-headers.ts';
import type { ForwardProxy } from '../../domain/fetching/proxy-pools.ts';
import type { Clock, Random } from '../../ports/clock.ts';

const mostSessions = 1_000;
const longestMs = 30 * 60_000;
const mostRequests = 200;

/** One visitor of one host: the same browser, cookies and proxy from request to request. */
export class Session {
  readonly identity: Identity;
  /** The proxy it comes through, if any. */
  readonly via: ForwardProxy | undefined;
  readonly #clock: Clock;
  #endsAtMs: number;
  /** By locale: built once, sent with every request. */
  readonly #headers = new Map<string, readonly string[]>();
  #cookies: readonly Cookie[] = [];
  #requests = 0;

  constructor(identity: Identity, clock: Clock, via?: ForwardProxy) {
    this.identity = identity;
    this.via = via;
    this.#clock = clock;
    this.#endsAtMs = clock.nowMs() + longestMs;
  }

  get isOver(): boolean {
    return this.#requests >= mostRequests || this.#clock.nowMs() >= this.#endsAtMs;
  }

  /** Whoever comes next is somebody else. */
  end(): void {
    this.#endsAtMs = 0;
  }

  headers(locale = 'en-US'): readonly string[] {
    this.#requests++;
    const built = this.#headers.get(locale) ?? identityHeaders(this.identity, locale);
    this.#headers.set(locale, built);
    return built;
  }

  cookiesFor(url: URL): string | undefined {
    return cookieHeader(this.#cookies, url, this.#clock.nowMs());
  }

  store(setCookie: string | string[] | undefined, url: URL): void {
    if (setCookie === undefined) return;
    const headers = typeof setCookie === 'string' ? [setCookie] : setCookie;
    this.#cookies = storeCookies(this.#cookies, headers, url, this.#clock.nowMs());
  }
}

/** The sessions of an instance, one for each host, renewed after half an hour or 200 requests. */
export class Sessions {
  readonly #byHost = new Map<string, Session>();
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** The last session of a host, perhaps over. */
  last(host: string): Session | undefined {
    return this.#byHost.get(host);
  }

  /** The running session of a host, or a new one. */
  current(host: string): Session {
    const last = this.last(host);
    return last && !last.isOver ? last : this.begin(host);
  }

  /** A new session that is the host's from now on, with another browser than the one before had. */
  begin(host: string, via?: ForwardProxy): Session {
    const session = this.fresh(host, via);
    this.#byHost.delete(host);
    const [oldest] = this.#byHost.keys();
    if (oldest !== undefined && this.#byHost.size >= mostSessions) this.#byHost.delete(oldest);
    this.#byHost.set(host, session);
    return session;
  }

  /** A session for one fetch, with another browser than the running one has. */
  fresh(host: string, via?: ForwardProxy): Session {
    const avoid = this.#byHost.get(host)?.identity;
    return new Session(pickIdentity(this.#random.fraction(), avoid), this.#clock, via);
  }
}
