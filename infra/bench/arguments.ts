import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';

interface BenchArguments {
  /** File to read. */
  readonly in: string;
  /** File to write, one JSON object a line. */
  readonly out: string;
}

/** What every measuring command is told: `--in FILE --out FILE`. A wrong call ends the process: one line, exit code 2. */
export function readBenchArguments(argv: readonly string[]): BenchArguments {
  const result = parse(argv);
  if (typeof result === 'string') {
    process.stderr.write(`${result} (usage: --in FILE --out FILE)\n`);
    process.exit(2);
  }
  return result;
}

/** The arguments, or the sentence that says what is wrong with them. */
function parse(argv: readonly string[]): BenchArguments | string {
  try {
    const { values } = parseArgs({ args: [...argv], options: { in: { type: 'string' }, out: { type: 'string' } } });
    if (!values.in) return '--in is missing: the file to read';
    if (!values.out) return '--out is missing: the file to write';
    if (!existsSync(values.in)) return `--in ${values.in}: no such file`;
    return { in: values.in, out: values.out };
  } catch (error) {
    return error instanceof Error ? (error.message.split('. ')[0] ?? error.message) : String(error);
  }
}
