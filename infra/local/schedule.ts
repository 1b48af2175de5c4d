import { readFileSync } from 'node:fs';
import { Cron } from 'croner';
import { parse } from 'yaml';
import * as z from 'zod';
import { describeIssue } from '../../shared/domain/input/describe-issue.ts';
import { ConfigError } from '../../shared/runtime/errors.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { traceAttributes } from '../../shared/runtime/trace.ts';
import { topics } from '../../shared/topology.ts';

const topicNames = topics.map(({ name }) => name);

const job = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/, 'lower-case words with hyphens'),
  topic: z.enum(topicNames, `one of ${topicNames.join(', ')}`),
  schedule: z.string().refine(isCron, 'a cron expression of five fields'),
  timeZone: z.string().refine(isTimeZone, 'a time zone of the tz database'),
});
export type ScheduledJob = Readonly<z.infer<typeof job>>;

const scheduleFile = z.strictObject({
  jobs: z
    .array(job)
    .min(1, 'at least one job')
    .refine((jobs) => new Set(jobs.map(({ name }) => name)).size === jobs.length, 'every name once'),
});

/** The jobs of scheduler.yaml. @throws ConfigError naming file, key, what was found and what is allowed */
export function readSchedule(path: string): readonly ScheduledJob[] {
  let value: unknown;
  try {
    value = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ConfigError(`${path}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
  }
  const result = scheduleFile.safeParse(value);
  if (result.success) return result.data.jobs;
  throw new ConfigError(`${path}: ${describeIssue(result.error, value)}`);
}

/** Runs `fire` whenever a job is due, until the returned function is called. */
function startSchedule(jobs: readonly ScheduledJob[], fire: (job: ScheduledJob) => void): () => void {
  const running = jobs.map((each) => new Cron(each.schedule, { timezone: each.timeZone }, () => fire(each)));
  return () => {
    for (const cron of running) cron.stop();
  };
}

/** Publishes an empty message to a job's topic whenever it is due, until the returned function is called. */
export function publishOnSchedule(
  jobs: readonly ScheduledJob[],
  { publisher, random, log }: Pick<Platform, 'publisher' | 'random' | 'log'>,
): () => void {
  return startSchedule(jobs, ({ name, topic }) => {
    const attributes = traceAttributes({ correlationId: random.nonce() });
    publisher
      .publish([{ topic, body: {}, attributes }])
      .catch((error: unknown) => log.error('a scheduled job was lost', { name }, error));
  });
}

function isCron(text: string): boolean {
  if (text.trim().split(/\s+/).length !== 5) return false;
  try {
    new Cron(text, { paused: true }).stop();
    return true;
  } catch {
    return false;
  }
}

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
