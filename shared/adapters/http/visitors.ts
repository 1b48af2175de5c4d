import type { Clock, Random } from '../../ports/clock.ts';
import type { FetchResult, PageRequest } from '../../ports/page-source.ts';
import type { ExchangeFailure } from './exchange.ts';
import type { Proxies } from './proxies.ts';
import { type Session, Sessions } from './sessions.ts';

type Visit = Pick<PageRequest, 'purpose' | 'proxyPool'>;

/** Who asks for a page: the host's running session, or somebody new; through a proxy where the shop is to be asked so. */
export class Visitors {
  readonly #sessions: Sessions;
  readonly #proxies: Proxies | undefined;

  constructor(clock: Clock, random: Random, proxies: Proxies | undefined) {
    this.#sessions = new Sessions(clock, random);
    this.#proxies = proxies;
  }

  /** @param before who came a moment ago, for the same page */
  async visitor(
    { purpose, proxyPool }: Visit,
    { host }: URL,
    before?: Session,
  ): Promise<{ readonly type: 'visitor'; readonly session: Session } | ExchangeFailure> {
    if (before && !(before.via && before.isOver)) return { type: 'visitor', session: before };
    if (proxyPool === undefined) {
      const session = purpose === 'confirm' ? this.#sessions.fresh(host) : this.#sessions.current(host);
      return { type: 'visitor', session };
    }
    const last = this.#sessions.last(host);
    if (purpose === 'scheduled' && last?.via && !last.isOver && this.#proxies?.isTrusted(last.via)) {
      return { type: 'visitor', session: last };
    }
    const choice = await this.#proxies?.choose(proxyPool, (before ?? last)?.via);
    if (!choice) return { type: 'failed', failure: 'proxy-failed', detail: 'there are no proxies here' };
    if (choice.type === 'failed') return choice;
    const session =
      purpose === 'confirm' ? this.#sessions.fresh(host, choice.proxy) : this.#sessions.begin(host, choice.proxy);
    return { type: 'visitor', session };
  }

  /** Learns how a visit went. A visitor who perhaps came through the wrong proxy does not come again. */
  settle(session: Session, result: FetchResult): Session {
    const { via } = session;
    if (!via) return session;
    const end = endOf(result);
    if (end === 'worked' || end === 'failed') this.#proxies?.tell(via, end);
    if (end === 'failed' || end === 'doubtful') session.end();
    return session;
  }
}

/** What a visit says of the proxy it was made through. */
function endOf(result: FetchResult): 'worked' | 'failed' | 'doubtful' | 'nothing' {
  if (result.type === 'page' && result.status === 403) return 'doubtful';
  if (result.type !== 'failed') return 'worked';
  switch (result.failure) {
    case 'cancelled':
      return 'nothing';
    case 'proxy-failed':
      return 'failed';
    // It may be the shop's fault as well.
    case 'timeout':
    case 'connection':
      return 'doubtful';
    default:
      return 'worked';
  }
}
