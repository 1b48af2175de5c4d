import type { Browser, BrowserContext, CDPSession, HTTPResponse, Page, Protocol } from 'puppeteer-core';
import type { BrowserIdentity } from '../../domain/fetching/browser-identity.ts';
import type { FetchResult } from '../../ports/page-source.ts';
import type { ExchangeFailure } from '../http/exchange.ts';
import { isReadable } from '../http/page-headers.ts';
import { takeDocument } from './take-document.ts';

interface Rendering {
  readonly url: string;
  readonly identity: BrowserIdentity;
  readonly credentials: { readonly username: string; readonly password: string };
  /** Why the page's own address, or one it leads to, must not be visited. */
  readonly refuses: (url: URL) => Promise<ExchangeFailure | undefined>;
  /** Why a connection to the URL's host came to nothing. */
  readonly failureFor: (url: URL) => ExchangeFailure | undefined;
  /** How long to wait for the page's scripts to fall silent; then it is taken as it is. */
  readonly settleMs: number;
  readonly quietMs: number;
  /** Characters of the document. */
  readonly maxLength: number;
  /** Ends it, by timeout or because nobody waits any more. */
  readonly signal: AbortSignal;
}

export interface RenderedDocument {
  readonly type: 'rendered';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly url: string;
  readonly html: string;
}

type Failed = Extract<FetchResult, { type: 'failed' }>;

const closeWithinMs = 3_000;

/** Opens one page in a context of its own, lets its scripts work, and takes the document they leave. */
export async function renderPage(browser: Browser, rendering: Rendering): Promise<RenderedDocument | Failed> {
  const { signal } = rendering;
  const { promise: stopped, reject: stop } = Promise.withResolvers<never>();
  const onAbort = () => stop(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  stopped.catch(() => {});
  let context: BrowserContext | undefined;
  try {
    signal.throwIfAborted();
    context = await Promise.race([browser.createBrowserContext({ downloadBehavior: { policy: 'deny' } }), stopped]);
    return await Promise.race([visit(context, rendering), stopped]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    if (context && browser.connected && !(await closes(context))) browser.process()?.kill('SIGKILL');
  }
}

async function visit(context: BrowserContext, rendering: Rendering): Promise<RenderedDocument | Failed> {
  const page = await context.newPage();
  const session = await page.createCDPSession();
  const main = await prepare(page, session, rendering);
  // What a page opens beside itself shows no price.
  context.on('targetcreated', async (target) => {
    const opened = await target.page().catch(() => null);
    if (opened && opened !== page) await opened.close().catch(() => {});
  });
  page.on('dialog', (dialog) => void dialog.dismiss().catch(() => {}));
  const crashed = new Promise<never>((_, reject) => page.once('error', () => reject(new Error('the page crashed'))));
  crashed.catch(() => {});
  let response: HTTPResponse | null = null;
  // Scripts may lead on to another page.
  page.on('response', (each) => {
    if (each.request().isNavigationRequest() && each.frame() === page.mainFrame()) response = each;
  });
  const last = (): HTTPResponse | null => response;
  try {
    await Promise.race([page.goto(rendering.url, { waitUntil: 'domcontentloaded', timeout: 0 }), crashed]);
  } catch (error) {
    return navigationFailure(error, main, rendering);
  }
  const { quietMs, settleMs } = rendering;
  const quiet = page.waitForNetworkIdle({ idleTime: quietMs, timeout: settleMs }).catch(() => {});
  await Promise.race([quiet, crashed]);
  if (main.refusal) return main.refusal;
  // Its scripts led on to something that does not load.
  const shown = URL.parse(main.url);
  if (!/^https?:/.test(page.url())) return (shown && rendering.failureFor(shown)) ?? failed('connection', main.url);
  const headers = last()?.headers() ?? {};
  if (!isReadable(headers)) return failed('wrong-content-type', `content type ${headers['content-type']}`);
  const html = await Promise.race([takeDocument(session, rendering.maxLength), crashed]);
  if (html === undefined) return failed('too-large', `the document has more than ${rendering.maxLength} characters`);
  return { type: 'rendered', status: last()?.status() ?? 200, headers, url: page.url(), html };
}

/** Where the page's own document was asked last, and why it was refused, if it was. */
interface MainDocument {
  url: string;
  refusal: ExchangeFailure | undefined;
}

async function prepare(page: Page, session: CDPSession, rendering: Rendering): Promise<MainDocument> {
  const { identity, credentials, url } = rendering;
  const main: MainDocument = { url, refusal: undefined };
  const { frameTree } = await session.send('Page.getFrameTree');
  // A page that is gone has no more use for an answer.
  const answer: CDPSession['send'] = (...given) => session.send(...given).catch(() => undefined as never);
  session.on('Fetch.requestPaused', async ({ requestId, resourceType, request, frameId }) => {
    if (resourceType !== 'Document') return answer('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' });
    const asked = frameId === frameTree.frame.id ? URL.parse(request.url) : null;
    const refusal = asked ? await rendering.refuses(asked) : undefined;
    if (asked) Object.assign(main, { url: request.url, refusal });
    if (refusal) return answer('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' });
    return answer('Fetch.continueRequest', { requestId });
  });
  session.on('Fetch.authRequired', ({ requestId, authChallenge }) => {
    // The proxy's credentials are for the proxy; a server that asks for some gets none.
    const authChallengeResponse: Protocol.Fetch.AuthChallengeResponse =
      authChallenge.source === 'Proxy'
        ? { response: 'ProvideCredentials', ...credentials }
        : { response: 'CancelAuth' };
    void answer('Fetch.continueWithAuth', { requestId, authChallengeResponse });
  });
  const unwanted = ['Image', 'Media', 'Font', 'Ping', 'CSPViolationReport'] as const;
  const patterns = ['Document' as const, ...unwanted].map((resourceType) => ({ resourceType }));
  const { userAgent, acceptLanguage, platform, viewport, locale, brands, hintPlatform } = identity;
  await Promise.all([
    session.send('Fetch.enable', { handleAuthRequests: true, patterns }),
    session.send('Emulation.setUserAgentOverride', {
      userAgent,
      acceptLanguage,
      platform,
      userAgentMetadata: {
        brands: [...brands],
        fullVersionList: brands.map(({ brand, version }) => ({ brand, version: `${version}.0.0.0` })),
        platform: hintPlatform,
        platformVersion: '',
        architecture: 'x86',
        bitness: '64',
        model: '',
        mobile: false,
      },
    }),
    session.send('Emulation.setLocaleOverride', { locale }),
    page.setViewport(viewport),
  ]);
  return main;
}

/** Chromium's net errors (net/base/net_error_list.h) as the outcomes they stand for. */
const netErrors: Readonly<Record<string, ExchangeFailure['failure']>> = {
  ERR_TOO_MANY_REDIRECTS: 'redirect-loop',
  ERR_ABORTED: 'wrong-content-type',
  ERR_TIMED_OUT: 'timeout',
  ERR_CONNECTION_TIMED_OUT: 'timeout',
  ERR_UNSAFE_PORT: 'refused-address',
};

function navigationFailure(error: unknown, main: MainDocument, { failureFor }: Rendering): Failed {
  if (!(error instanceof Error)) throw error;
  const [, code] = /net::(ERR_\w+)/.exec(error.message) ?? [];
  if (code === undefined) throw error;
  if (main.refusal) return main.refusal;
  const url = URL.parse(main.url);
  const known = netErrors[code] === undefined && url ? failureFor(url) : undefined;
  return known ?? failed(netErrors[code] ?? 'connection', code);
}

function failed(failure: ExchangeFailure['failure'], detail: string): Failed {
  return { type: 'failed', failure, detail };
}

/** Whether the context, with a page that may be stuck in a script, closes in time. */
async function closes(context: BrowserContext): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), closeWithinMs);
  const closed = context.close().then(
    () => true,
    () => true,
  );
  const inTime = await Promise.race([closed, late]);
  clearTimeout(timer);
  return inTime;
}
