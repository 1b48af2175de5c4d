import type { Dispatcher } from 'undici';
import {
  afterProxyFailure,
  chooseProxy,
  type ForwardProxy,
  onTrial,
  type ProxyPools,
  type ProxyTrouble,
  parseProxyPools,
} from '../../domain/fetching/proxy-pools.ts';
import type { Clock, Random } from '../../ports/clock.ts';
import type { Secrets } from '../../ports/secrets.ts';
import type { Log } from '../../runtime/log.ts';
import type { ExchangeFailure } from './exchange.ts';
import type { ConnectPolicy, DispatcherOptions } from './guarded-connect.ts';
import { proxiedDispatcher } from './proxied-connect.ts';

interface ProxiesOptions {
  /** PROXY_POOLS: a JSON object of pool name → proxy URLs. */
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Connections through one proxy: those that are kept, and those of a visitor who comes once. */
interface Connections {
  readonly kept: Dispatcher;
  readonly single: Dispatcher;
}

/** The proxies of an instance and how they fare: one that fails rests, and is then tried by one request first. */
export class Proxies {
  readonly #options: ProxiesOptions;
  readonly #policy: ConnectPolicy;
  readonly #dispatching: DispatcherOptions;
  readonly #troubles = new Map<string, ProxyTrouble>();
  readonly #connections = new Map<string, Connections>();
  #pools: { readonly text: string; readonly pools: ProxyPools } | undefined;

  constructor(options: ProxiesOptions, policy: ConnectPolicy, dispatching: DispatcherOptions) {
    this.#options = options;
    this.#policy = policy;
    this.#dispatching = dispatching;
  }

  /** A proxy of the pool, rather another than the one to avoid; or why there is none. */
  async choose(
    pool: string,
    avoid?: ForwardProxy,
  ): Promise<{ readonly type: 'chosen'; readonly proxy: ForwardProxy } | ExchangeFailure> {
    const proxies = (await this.#read()).get(pool);
    if (!proxies) return failed(`no proxies are configured for the pool ${pool} (PROXY_POOLS)`);
    const nowMs = this.#options.clock.nowMs();
    const circumstances = { nowMs, fraction: this.#options.random.fraction(), avoid: avoid?.label };
    const choice = chooseProxy(proxies, ({ label }) => this.#troubles.get(label), circumstances);
    if (choice.type === 'all-rest') {
      return { ...failed(`all proxies of the pool ${pool} rest`), retryAfterMs: choice.untilMs - nowMs };
    }
    const { proxy } = choice;
    const trouble = this.#troubles.get(proxy.label);
    if (trouble) this.#troubles.set(proxy.label, onTrial(trouble, nowMs));
    return choice;
  }

  /** Whether a visitor may go on coming through it: it has not failed, and is still configured. */
  isTrusted(proxy: ForwardProxy): boolean {
    const [pool = ''] = proxy.label.split('/');
    return !this.#troubles.has(proxy.label) && (this.#pools?.pools.get(pool)?.includes(proxy) ?? false);
  }

  tell({ label }: ForwardProxy, result: 'worked' | 'failed'): void {
    const { clock, log } = this.#options;
    const trouble = this.#troubles.get(label);
    if (result === 'worked') {
      if (this.#troubles.delete(label)) log.info('a proxy works again', { proxy: label });
      return;
    }
    const nowMs = clock.nowMs();
    const next = afterProxyFailure(trouble, nowMs);
    if (next === trouble) return;
    this.#troubles.set(label, next);
    log.warn('a proxy failed and rests', { proxy: label, failures: next.failures, restMs: next.untilMs - nowMs });
  }

  connections(proxy: ForwardProxy, purpose: 'scheduled' | 'confirm'): Dispatcher {
    const known = this.#connections.get(proxy.label) ?? {
      kept: proxiedDispatcher(this.#policy, proxy, this.#dispatching),
      single: proxiedDispatcher(this.#policy, proxy, { ...this.#dispatching, keepAliveMs: 1 }),
    };
    this.#connections.set(proxy.label, known);
    return purpose === 'confirm' ? known.single : known.kept;
  }

  async close(): Promise<void> {
    const all = [...this.#connections.values()].flatMap(({ kept, single }) => [kept, single]);
    this.#connections.clear();
    await Promise.all(all.map((each) => each.destroy()));
  }

  /** The pools as the secret says now: it may have been replaced. */
  async #read(): Promise<ProxyPools> {
    const text = (await this.#options.secrets.get('PROXY_POOLS')) ?? '{}';
    if (this.#pools?.text === text) return this.#pools.pools;
    const pools = parseProxyPools(text);
    if (!pools) this.#options.log.error('PROXY_POOLS is no JSON object of pool name → list of http or https URLs');
    this.#pools = { text, pools: pools ?? new Map() };
    this.#troubles.clear();
    await this.close();
    return this.#pools.pools;
  }
}

const failed = (detail: string) => ({ type: 'failed', failure: 'proxy-failed', detail }) as const;
