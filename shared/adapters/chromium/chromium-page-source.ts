import { browserIdentity } from '../../domain/fetching/browser-identity.ts';
import { refusedTarget } from '../../domain/fetching/target.ts';
import type { Clock, Random } from '../../ports/clock.ts';
import type { FetchResult, PageRequest, PageSource } from '../../ports/page-source.ts';
import { cancelled, type ExchangeFailure } from '../http/exchange.ts';
import { type ConnectPolicy, guardedDispatcher } from '../http/guarded-connect.ts';
import { refusedByServer } from '../http/refused-by-server.ts';
import { robotsGate } from '../http/robots-gate.ts';
import { retryFetch } from '../retry-fetch.ts';
import { blockedHosts } from './chromium-flags.ts';
import { type GuardedProxy, startGuardedProxy } from './guarded-proxy.ts';
import { type RenderedDocument, renderPage } from './render-page.ts';
import { SharedBrowser } from './shared-browser.ts';

interface ChromiumPageSourceOptions extends ConnectPolicy {
  /** `auto` for the browser that comes along (Linux on x64), or the path of an installed Chrome. */
  readonly chrome: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Pages rendered at once. */
  readonly concurrency: number;
  /** For one try, the start of the browser included. Default 30 s. */
  readonly timeoutMs?: number;
  /** Default 5 s. */
  readonly settleMs?: number;
  /** Default 500 ms. */
  readonly quietMs?: number;
  /** Characters of a document. Default ten million. */
  readonly maxLength?: number;
  /** Default 40. */
  readonly maxPages?: number;
  /** Default 90 s. */
  readonly idleMs?: number;
  /** Of all processes of the browser. Default 1,200 MiB, of the 2 GiB its function has. */
  readonly maxMemoryMiB?: number;
  /** Waits before the retries; default those of PH-4. */
  readonly retryDelaysMs?: readonly number[];
}

/**
 * Pages as a browser shows them after their scripts have run. Nothing is started before the first page is asked for.
 * Every connection, of frames, sockets and workers too, passes the guarded proxy; hosts of `allowedHosts` are reached
 * under http addresses alone, because a tunnel cannot be turned into plain HTTP.
 */
export function chromiumPageSource(options: ChromiumPageSourceOptions): PageSource & { close(): Promise<void> } {
  const { clock, random, chrome, concurrency, timeoutMs = 30_000 } = options;
  let isClosed = false;
  let proxy: Promise<GuardedProxy> | undefined;
  const theProxy = () => {
    proxy ??= startGuardedProxy({ ...options, blockedHosts });
    return proxy;
  };
  const browser = new SharedBrowser({
    chrome,
    clock,
    concurrency,
    proxyPort: async () => (await theProxy()).port,
    maxPages: options.maxPages ?? 40,
    idleMs: options.idleMs ?? 90_000,
    maxMemoryBytes: (options.maxMemoryMiB ?? 1_200) * 2 ** 20,
  });
  const dispatcher = guardedDispatcher(options);
  const robots = robotsGate({ dispatcher, policy: options, clock, agent: 'PriceHawk', timeoutMs: 10_000 });

  async function refuses(url: URL, request: PageRequest): Promise<ExchangeFailure | undefined> {
    const refusal = refusedTarget(url, options);
    if (refusal) return { type: 'failed', ...refusal };
    return request.robots === 'ignore' ? undefined : robots(url, request.signal);
  }

  async function tryOnce(request: PageRequest): Promise<FetchResult> {
    // Before a browser is started for it.
    const url = URL.parse(request.url);
    if (url === null) return { type: 'failed', failure: 'bad-url', detail: 'not a URL' };
    const refusal = await refuses(url, request);
    if (refusal) return refusal;
    const deadline = AbortSignal.timeout(timeoutMs);
    try {
      const { credentials, failureFor } = await theProxy();
      const rendered = await browser.use(async (running) =>
        renderPage(running, {
          url: url.href,
          identity: browserIdentity(random.fraction(), majorOf(await running.version()), request.locale),
          credentials,
          refuses: (each) => refuses(each, request),
          failureFor,
          settleMs: options.settleMs ?? 5_000,
          quietMs: options.quietMs ?? 500,
          maxLength: options.maxLength ?? 10_000_000,
          signal: AbortSignal.any([request.signal, deadline]),
        }),
      );
      return rendered.type === 'failed' ? rendered : pageOf(rendered);
    } catch (error) {
      if (request.signal.aborted || isClosed) return cancelled;
      if (deadline.aborted)
        return { type: 'failed', failure: 'timeout', detail: `not rendered within ${timeoutMs} ms` };
      return {
        type: 'failed',
        failure: 'browser-failed',
        detail: error instanceof Error ? error.message : String(error),
      };
    }
  }

  function pageOf({ url, html, status, headers }: RenderedDocument): FetchResult {
    const refusal = refusedByServer({ url, html, status }, headers['retry-after'], clock.nowMs());
    return refusal ?? { type: 'page', status, url, html, validators: {}, bytes: html.length };
  }

  return {
    fetch: (request) =>
      retryFetch(() => tryOnce(request), { clock, signal: request.signal, delaysMs: options.retryDelaysMs }),
    async close() {
      isClosed = true;
      await browser.close();
      await dispatcher.destroy();
      await (await proxy)?.close();
    },
  };
}

const majorOf = (version: string) => Number(/\/(\d+)/.exec(version)?.[1] ?? 0);
