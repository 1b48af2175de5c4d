import { once } from 'node:events';
import type { Browser } from 'puppeteer-core';
import type { Clock } from '../../ports/clock.ts';
import { ConfigError } from '../../runtime/errors.ts';
import { chromiumFlags } from './chromium-flags.ts';
import { chromiumProgram } from './chromium-program.ts';
import { watchMemory } from './memory-watch.ts';
import { makeProfileFolder, removeProfileFolder } from './profile-folder.ts';

interface SharedBrowserOptions {
  /** `auto`, or the path of an installed Chrome. */
  readonly chrome: string;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly proxyPort: () => Promise<number>;
  /** Pages rendered at once; more wait. */
  readonly concurrency: number;
  /** A browser that has rendered so many pages is replaced: what leaks in it goes with it. */
  readonly maxPages: number;
  /** Unused for so long, the browser is closed. */
  readonly idleMs: number;
  /** Of all the browser's processes; more ends the greediest page. */
  readonly maxMemoryBytes: number;
}

interface Started {
  readonly browser: Browser;
  /** Its process has ended and nothing of it is left. */
  readonly gone: Promise<void>;
}

/** One running browser and the pages in it. */
interface Running {
  readonly browser: Promise<Browser>;
  readonly gone: Promise<void>;
  started: number;
  active: number;
  isRetired: boolean;
  /** Ends the watch over its memory. */
  watch: (() => void) | undefined;
}

const launchTimeoutMs = 30_000;
/** The rest of the environment, keys among it, is none of a browser's business. */
const passedOn = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG'];
const ownEnvironment = () => Object.fromEntries(passedOn.map((name) => [name, process.env[name]]));

/** A browser that runs only while it is needed, replaced when it is worn out or has crashed. */
export class SharedBrowser {
  readonly #options: SharedBrowserOptions;
  readonly #waiting: (() => void)[] = [];
  #busy = 0;
  #current: Running | undefined;
  #idle: NodeJS.Timeout | undefined;
  readonly #all = new Set<Running>();
  #isClosed = false;

  constructor(options: SharedBrowserOptions) {
    this.#options = options;
  }

  /** Runs `work` with a browser as soon as there is room. Rejects with what `work` or the start of the browser rejects with. */
  async use<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
    await this.#enter();
    clearTimeout(this.#idle);
    const running = this.#take();
    try {
      const browser = await running.browser;
      running.watch ??= watchMemory(browser.process()?.pid ?? 0, this.#options.maxMemoryBytes);
      return await work(browser);
    } finally {
      running.active -= 1;
      if (running.active === 0) this.#rest(running);
      this.#leave(running);
    }
  }

  /** Ends all browsers; work that is under way fails. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#idle);
    await Promise.all([...this.#all].map((running) => this.#end(running)));
  }

  /** Nobody has to watch a browser that shows nothing. */
  #rest(running: Running): void {
    running.watch?.();
    running.watch = undefined;
  }

  async #enter(): Promise<void> {
    if (this.#busy >= this.#options.concurrency) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#busy += 1;
    if (this.#isClosed) {
      this.#handOn();
      throw new Error('the browser has been closed');
    }
  }

  #handOn(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#busy -= 1;
  }

  #take(): Running {
    if (!this.#current || this.#current.isRetired) this.#current = this.#start();
    const running = this.#current;
    running.active += 1;
    running.started += 1;
    if (running.started >= this.#options.maxPages) running.isRetired = true;
    return running;
  }

  #leave(running: Running): void {
    if (running.isRetired && running.active === 0) void this.#end(running);
    this.#handOn();
    if (this.#busy > 0 || this.#isClosed) return;
    this.#idle = setTimeout(() => {
      if (this.#current && this.#current.active === 0) void this.#end(this.#current);
    }, this.#options.idleMs);
    this.#idle.unref();
  }

  #start(): Running {
    const started = launchWithProfile(this.#options);
    const running: Running = {
      browser: started.then(({ browser }) => browser),
      gone: started.then(({ gone }) => gone),
      started: 0,
      active: 0,
      isRetired: false,
      watch: undefined,
    };
    this.#all.add(running);
    running.browser.then(
      (browser) => browser.once('disconnected', () => this.#forget(running)),
      () => this.#forget(running),
    );
    // Whoever waits for the browser hears why there is none.
    running.gone.catch(() => {});
    return running;
  }

  #forget(running: Running): void {
    running.isRetired = true;
    this.#all.delete(running);
  }

  async #end(running: Running): Promise<void> {
    running.isRetired = true;
    const browser = await running.browser.catch(() => undefined);
    if (!browser) return;
    const late = setTimeout(() => browser.process()?.kill('SIGKILL'), 3_000);
    // A crashed browser is closed as well.
    await browser.close().catch(() => {});
    await running.gone;
    clearTimeout(late);
  }
}

/** A browser with a profile of its own, which goes with it, however it ends. */
async function launchWithProfile(options: SharedBrowserOptions): Promise<Started> {
  const profile = await makeProfileFolder(options.clock.nowMs());
  try {
    const browser = await launch(options, profile);
    const program = browser.process();
    const gone = program ? once(program, 'exit').then(() => removeProfileFolder(profile)) : Promise.resolve();
    return { browser, gone };
  } catch (error) {
    await removeProfileFolder(profile);
    throw error;
  }
}

async function launch({ chrome, proxyPort }: SharedBrowserOptions, userDataDir: string): Promise<Browser> {
  if (chrome === 'off') throw new ConfigError('the browser is switched off');
  const [{ launch: start }, { executablePath, env }, port] = await Promise.all([
    import('puppeteer-core'),
    chromiumProgram(chrome),
    proxyPort(),
  ]);
  const startWith = (sandbox: boolean) =>
    start({
      executablePath,
      userDataDir,
      // What it leaves in temporary storage goes with its profile.
      env: { ...ownEnvironment(), ...(chrome === 'auto' ? { TMPDIR: userDataDir } : {}), ...env },
      // The package carries the headless shell; an installed Chrome has no such mode any more.
      headless: chrome === 'auto' ? 'shell' : true,
      // No debugging port: a page or another program of this machine could find it.
      pipe: true,
      args: chromiumFlags({ proxyPort: port, sandbox }),
      timeout: launchTimeoutMs,
      // This process ends it, whatever ends this process.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      acceptInsecureCerts: false,
    });
  // Chromium refuses its sandbox to root, and a container may have no user namespaces to make one of.
  if (process.getuid?.() === 0) return startWith(false);
  return startWith(true).catch(() => startWith(false));
}
