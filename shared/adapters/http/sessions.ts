import { type Cookie, cookieHeader, storeCookies } from '../../domain/fetching/cookies.ts';
import { type Identity, pickIdentity } from '../../domain/fetching/identities.ts';
import { identityHeaders } from '../../domain/fetching/identity-headers.ts';
import type { Clock, Random } from '../../ports/clock.ts';

const mostSessions = 1_000;
const longestMs = 30 * 60_000;
const mostRequests = 200;

/** One visitor of one host: the same browser and cookies from request to request. */
export class Session {
  readonly identity: Identity;
  readonly #clock: Clock;
  readonly #endsAtMs: number;
  /** By locale: built once, sent with every request. */
  readonly #headers = new Map<string, readonly string[]>();
  #cookies: readonly Cookie[] = [];
  #requests = 0;

  constructor(identity: Identity, clock: Clock) {
    this.identity = identity;
    this.#clock = clock;
    this.#endsAtMs = clock.nowMs() + longestMs;
  }

  get isOver(): boolean {
    return this.#requests >= mostRequests || this.#clock.nowMs() >= this.#endsAtMs;
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

  /** The running session of a host, or a new one. */
  current(host: string): Session {
    const running = this.#byHost.get(host);
    if (running !== undefined && !running.isOver) return running;
    this.#byHost.delete(host);
    const [oldest] = this.#byHost.keys();
    if (oldest !== undefined && this.#byHost.size >= mostSessions) this.#byHost.delete(oldest);
    const session = this.#begin(running?.identity);
    this.#byHost.set(host, session);
    return session;
  }

  /** A session for one fetch, with another browser than the running one has. */
  fresh(host: string): Session {
    return this.#begin(this.#byHost.get(host)?.identity);
  }

  #begin(avoid: Identity | undefined): Session {
    return new Session(pickIdentity(this.#random.fraction(), avoid), this.#clock);
  }
}
