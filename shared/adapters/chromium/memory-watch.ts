import { readdir, readFile } from 'node:fs/promises';

/** One process as proc_pid_stat(5) and proc_pid_statm(5) tell of it. */
interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Of its own; what it shares with others is counted for nobody. */
  readonly bytes: number;
}

const everyMs = 250;
const pageBytes = 4_096;

/**
 * Ends the greediest process of a browser while all of them together take more than allowed: the page that it shows has
 * crashed then, and the others go on. V8's own limit knows nothing of typed arrays and documents. Watches until the
 * returned function is called; where there is no /proc (outside Linux) nothing is watched.
 */
export function watchMemory(browserPid: number, limitBytes: number): () => void {
  let isOver = false;
  const look = async (): Promise<void> => {
    const family = await familyOf(browserPid).catch(() => []);
    const total = family.reduce((sum, { bytes }) => sum + bytes, 0);
    // The browser itself is the last to go.
    const [greediest] = family.filter(({ pid }) => pid !== browserPid).sort((a, b) => b.bytes - a.bytes);
    if (!isOver && total > limitBytes && greediest) kill(greediest.pid);
    if (!isOver) timer = setTimeout(look, everyMs).unref();
  };
  let timer = setTimeout(look, everyMs).unref();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

/** A process and its descendants. */
async function familyOf(root: number): Promise<readonly Process[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const all = (await Promise.all(names.map((name) => readProcess(name).catch(() => undefined)))).filter(
    (each) => each !== undefined,
  );
  const family = all.filter(({ pid }) => pid === root);
  // Descendants of those found so far are found in turn.
  for (const member of family) family.push(...all.filter(({ parent }) => parent === member.pid));
  return family;
}

async function readProcess(name: string): Promise<Process | undefined> {
  const [stat, statm] = await Promise.all(['stat', 'statm'].map((file) => readFile(`/proc/${name}/${file}`, 'latin1')));
  // The name before it may contain anything.
  const [, parent] = /.*\) \S (\d+)/s.exec(stat ?? '') ?? [];
  const [, resident = 0, shared = 0] = (statm ?? '').split(' ').map(Number);
  return { pid: Number(name), parent: Number(parent), bytes: (resident - shared) * pageBytes };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
  }
}
