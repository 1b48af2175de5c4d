import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server running in a process group of its own, so that stopping it also stops what its start script started. */
export interface ServerProcess {
  readonly url: string;
  /** What it wrote so far, the last 10,000 lines of it. */
  output(): string;
  /** Asks it to end, and ends it after five seconds. */
  stop(): Promise<void>;
}

interface ServerCommand {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Address that answers as soon as the server is ready. */
  readonly url: string;
  readonly startUpMs: number;
  /** Called with each line it writes. */
  readonly onLine?: (line: string) => void;
}

const keptLines = 10_000;
const graceMs = 5_000;
const pollMs = 50;

const running = new Set<ChildProcess>();
// The last resort, should this process end without its tear-down.
process.once('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL');
});

/**
 * Starts a server and waits until it answers.
 *
 * @throws Error with the server's output when it ends or does not answer in time
 */
export async function startServer(server: ServerCommand): Promise<ServerProcess> {
  const child = spawn(server.command, server.args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...server.env },
  });
  const output = collectOutput(child, server.onLine);
  const stop = () => stopGroup(child);
  running.add(child);
  child.once('exit', () => running.delete(child));

  const deadline = AbortSignal.timeout(server.startUpMs);
  while (!(await answers(server.url))) {
    const ended = child.exitCode !== null || child.signalCode !== null;
    if (ended || deadline.aborted) {
      await stop();
      const what = ended ? `ended with ${child.exitCode ?? child.signalCode}` : `not ready in ${server.startUpMs} ms`;
      throw new Error(`${server.name}: ${what}\n${output()}`);
    }
    await sleep(pollMs);
  }
  return { url: server.url, output, stop };
}

function collectOutput(child: ChildProcess, onLine?: (line: string) => void): () => string {
  const lines: string[] = [];
  const add = (line: string) => {
    if (lines.push(line) > 2 * keptLines) lines.splice(0, keptLines);
    onLine?.(line);
  };
  for (const input of [child.stdout, child.stderr]) if (input) createInterface({ input }).on('line', add);
  // A command that cannot be started shows as an end without an exit code.
  child.on('error', (error) => add(String(error)));
  return () => lines.slice(-keptLines).join('\n');
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    await response.arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

async function stopGroup(child: ChildProcess): Promise<void> {
  if (!signalGroup(child, 'SIGTERM')) return;
  if (child.exitCode === null && child.signalCode === null) {
    await Promise.race([once(child, 'exit'), sleep(graceMs, undefined, { ref: false })]);
  }
  signalGroup(child, 'SIGKILL');
}

/** False where no process of the group is left. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): boolean {
  try {
    return child.pid !== undefined && process.kill(-child.pid, signal);
  } catch {
    return false;
  }
}
