import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { HostMap } from '../../domain/fetching/target.ts';
import type { FetchResult, PageRequest, PageSource } from '../../ports/page-source.ts';
import { cancelled } from '../http/exchange.ts';

interface BrowserProcessOptions {
  readonly chrome: string;
  readonly allowedHosts: HostMap;
  readonly concurrency: number;
  /** Without a page for so long, the process ends. Default 3 min. */
  readonly idleMs?: number;
}

/** What goes to the other process; `fetch` is answered by a `FetchAnswer` of the same id. */
export type BrowserCommand =
  | { readonly type: 'open'; readonly options: Omit<BrowserProcessOptions, 'idleMs'> }
  | { readonly type: 'fetch'; readonly id: number; readonly request: Omit<PageRequest, 'signal'> }
  | { readonly type: 'cancel'; readonly id: number };

export interface FetchAnswer {
  readonly id: number;
  readonly result: FetchResult;
}

const child = fileURLToPath(new URL('./browser-process-child.ts', import.meta.url));
/** Keys and settings in the environment are none of its business. */
const passedOn = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG', 'NODE_COMPILE_CACHE'];

/**
 * Chromium's page source in a process of its own, so that one that does everything else stays small and lives on
 * whatever happens there. It is started with the first page.
 */
export function browserProcess(options: BrowserProcessOptions): PageSource & { close(): Promise<void> } {
  const { idleMs = 180_000, ...given } = options;
  const pending = new Map<number, (result: FetchResult) => void>();
  let running: ChildProcess | undefined;
  let idle: NodeJS.Timeout | undefined;
  let count = 0;
  let isClosed = false;

  const start = (): ChildProcess => {
    const env = Object.fromEntries(passedOn.map((name) => [name, process.env[name]]));
    const started = fork(child, { env, serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    // The other end is ours.
    started.on('message', (message) => settle(message as FetchAnswer));
    const end = (detail: string) => {
      if (running === started) running = undefined;
      for (const id of pending.keys()) settle({ id, result: { type: 'failed', failure: 'browser-failed', detail } });
    };
    started.once('error', (error) => end(error.message));
    started.once('exit', (code, signal) => end(`the browser's process ended (${signal ?? code})`));
    send(started, { type: 'open', options: given });
    return started;
  };
  const settle = ({ id, result }: FetchAnswer) => {
    pending.get(id)?.(result);
    pending.delete(id);
    if (pending.size > 0) return;
    idle = setTimeout(() => running?.disconnect(), idleMs);
    idle.unref();
  };

  return {
    async fetch({ signal, ...request }) {
      if (isClosed || signal.aborted) return cancelled;
      clearTimeout(idle);
      running = running?.connected ? running : start();
      const to = running;
      const id = ++count;
      const onAbort = () => {
        send(to, { type: 'cancel', id });
        settle({ id, result: cancelled });
      };
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        return await new Promise<FetchResult>((resolve) => {
          pending.set(id, resolve);
          send(to, { type: 'fetch', id, request });
        });
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },
    async close() {
      isClosed = true;
      for (const id of pending.keys()) settle({ id, result: cancelled });
      clearTimeout(idle);
      const ending = running;
      if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
      const ended = new Promise<void>((resolve) => ending.once('exit', () => resolve()));
      if (ending.connected) ending.disconnect();
      const late = setTimeout(() => ending.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(late);
    },
  };
}

function send(to: ChildProcess, command: BrowserCommand): void {
  // Whoever is gone says so by its exit.
  if (to.connected) to.send(command, () => {});
}
