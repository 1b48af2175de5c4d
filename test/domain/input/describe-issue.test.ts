import { expect, it } from 'vitest';
import * as z from 'zod';
import { describeIssue, fieldProblems } from '../../../shared/domain/input/describe-issue.ts';

const shop = z.strictObject({
  name: z.string().min(2),
  id: z.string().regex(/^[a-z]+$/),
  robots: z.enum(['honour', 'ignore']),
  hosts: z.array(z.string()).max(2),
  pacing: z.object({ minDelayMs: z.number().min(0) }),
});
const good = { name: 'Corner', id: 'corner', robots: 'honour', hosts: [], pacing: { minDelayMs: 0 } };

it.each([
  [{ name: 5 }, 'name: found 5; allowed: a value of the type string'],
  [{ name: 'x' }, 'name: found "x"; allowed: at least 2 characters'],
  [{ id: 'Bad Id' }, 'id: found "Bad Id"; allowed: text of the form /^[a-z]+$/'],
  [{ name: undefined }, 'name: found nothing; allowed: a value of the type string'],
  [{ robots: 'obey' }, 'robots: found "obey"; allowed: one of honour, ignore'],
  [{ hosts: ['a', 'b', 'c'] }, 'hosts: found ["a","b","c"]; allowed: at most 2 entries'],
  [{ pacing: { minDelayMs: -4 } }, 'pacing.minDelayMs: found -4; allowed: at least 0'],
  [{ colour: 'red' }, 'colour: is not known here'],
])('names the place, what was found and what is allowed: %j', (wrong, line) => {
  const value = { ...good, ...wrong };
  const { error } = shop.safeParse(value);
  expect(error && describeIssue(error, value)).toBe(line);
});

it('tells everything that is wrong with what somebody sent, and repeats none of it', () => {
  const value = { name: 'x', id: 'Bad Id', hosts: [], pacing: { minDelayMs: 'secret' }, colour: 'red' };
  const { error } = shop.safeParse(value);
  expect(error && fieldProblems(error, value)).toEqual([
    { field: 'name', detail: 'allowed: at least 2 characters' },
    { field: 'id', detail: 'allowed: text of the form /^[a-z]+$/' },
    { field: 'robots', detail: 'missing; allowed: one of honour, ignore' },
    { field: 'pacing.minDelayMs', detail: 'allowed: a value of the type number' },
    { field: 'colour', detail: 'is not known here' },
  ]);
});
