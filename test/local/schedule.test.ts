import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { readSchedule } from '../../infra/local/schedule.ts';
import { ConfigError } from '../../shared/runtime/errors.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const path = join(folder.path, 'scheduler.yaml');

const job = { name: 'scan-all', topic: 'scan-requested', schedule: '"*/5 * * * *"', timeZone: 'Etc/UTC' };
const written = (changes: Readonly<Record<string, string>>) =>
  `jobs:\n  - ${Object.entries({ ...job, ...changes })
    .map(([key, value]) => `${key}: ${value}`)
    .join('\n    ')}\n`;

describe('scheduler.yaml', () => {
  it('of this project is read', () => {
    const own = fileURLToPath(new URL('../../scheduler.yaml', import.meta.url));
    expect(readSchedule(own).map(({ topic }) => topic)).toEqual([
      'scan-requested',
      'release-requested',
      'release-requested',
    ]);
  });

  it.each([
    [
      'an unknown topic',
      written({ topic: 'weather' }),
      /^jobs\.0\.topic: found "weather"; allowed: one of scan-requested, /,
    ],
    [
      'a cron expression of six fields',
      written({ schedule: '"* * * * * *"' }),
      /^jobs\.0\.schedule: found "\* \* .*"; allowed: a cron expression of five fields$/,
    ],
    [
      'a minute there is not',
      written({ schedule: '"61 * * * *"' }),
      /^jobs\.0\.schedule: found "61 .*"; allowed: a cron/,
    ],
    [
      'an unknown zone',
      written({ timeZone: 'Mars/Base' }),
      /^jobs\.0\.timeZone: found "Mars\/Base"; allowed: a time zone of the tz database$/,
    ],
    [
      'a name with capitals',
      written({ name: 'Scan All' }),
      /^jobs\.0\.name: found "Scan All"; allowed: lower-case words with hyphens$/,
    ],
    ['an unknown key', written({ zone: 'UTC' }), /^jobs\.0\.zone: is not known here$/],
    [
      'a missing key',
      'jobs:\n  - name: a\n    topic: scan-requested\n    timeZone: Etc/UTC\n',
      /^jobs\.0\.schedule: found nothing; allowed: /,
    ],
    ['no jobs', 'jobs: []\n', /^jobs: found \[\]; allowed: at least one job$/],
    [
      'a name twice',
      `${written({})}${written({}).slice('jobs:\n'.length)}`,
      /^jobs: found .*; allowed: every name once$/,
    ],
    ['nothing', '', /^\(whole\): found null; allowed: /],
    ['no YAML', 'jobs: [', /flow/i],
  ])('with %s is refused in one line that names the place', (_, text, expected) => {
    writeFileSync(path, text);
    let line = '';
    try {
      readSchedule(path);
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      line = error instanceof Error ? error.message : '';
    }
    expect(line.startsWith(`${path}: `)).toBe(true);
    expect(line).not.toContain('\n');
    expect(line.slice(path.length + 2)).toMatch(expected);
  });

  it('that is not there is named', () => {
    expect(() => readSchedule(join(folder.path, 'none.yaml'))).toThrow(/none\.yaml: ENOENT/);
  });
});
