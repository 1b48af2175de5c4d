import { readdirSync, readFileSync } from 'node:fs';

const clockTicksPerSecond = 100;

/** What Linux says of a process (/proc). */
export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  readonly cpuMs: number;
  readonly residentMb: number;
  readonly command: string;
}

/** Undefined where it has ended meanwhile. */
export function processFacts(pid: number): ProcessFacts | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name may hold spaces and brackets; the fields behind it do not.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // utime, stime and those of children waited for: fields 14 to 17 of proc_pid_stat(5).
    const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    const residentKb = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
    const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
    return {
      pid,
      parent: Number(fields[1]),
      cpuMs: (ticks * 1_000) / clockTicksPerSecond,
      residentMb: residentKb / 1_024,
      command,
    };
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}

/** A process and all it started. */
export function family(pid: number): ProcessFacts[] {
  const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (processFacts(Number(name)) ?? []) : []));
  const members = all.filter((each) => each.pid === pid);
  for (const member of members) members.push(...all.filter((each) => each.parent === member.pid));
  return members;
}
