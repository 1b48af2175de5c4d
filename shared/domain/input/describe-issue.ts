import type * as z from 'zod';

/** The first thing wrong with a value, in one line: the place in it, what was found there, and what is allowed. */
export function describeIssue(error: z.ZodError, value: unknown): string {
  const [issue] = error.issues;
  if (!issue) return 'not as expected';
  if (issue.code === 'unrecognized_keys') {
    return `${[...issue.path, issue.keys[0]].join('.')}: is not known here`;
  }
  const place = issue.path.join('.') || '(whole)';
  return `${place}: found ${shown(at(value, issue.path))}; allowed: ${allowed(issue)}`;
}

/** What is wrong with one field of what somebody sent. Values are not repeated: one may be a password. */
export interface FieldProblem {
  /** Its place, as `delivery.quietHours.from`; empty for the whole. */
  readonly field: string;
  /** What is allowed there. */
  readonly detail: string;
}

/** Everything wrong with what somebody sent. */
export function fieldProblems(error: z.ZodError, value: unknown): FieldProblem[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ field: [...issue.path, key].join('.'), detail: 'is not known here' }));
    }
    const field = issue.path.join('.');
    if (field !== '' && at(value, issue.path) === undefined) {
      return [{ field, detail: `missing; allowed: ${allowed(issue)}` }];
    }
    const isOwnWords = !library.test(issue.message);
    return [{ field, detail: isOwnWords ? issue.message : `allowed: ${allowed(issue)}` }];
  });
}

const library = /^(Invalid|Too )/;

/** What may stand there: in the schema's own words where it has some; the library's would also say what does. */
function allowed(issue: z.core.$ZodIssue): string {
  if (!library.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return typeWords[issue.expected] ?? `a value of the type ${issue.expected}`;
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${measureOf[issue.origin] ?? ''}`;
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${measureOf[issue.origin] ?? ''}`;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return issue.format === 'regex' ? `text of the form ${issue.pattern}` : `text of the form ${issue.format}`;
    case 'invalid_union':
      return issue.errors.flatMap(([first]) => (first ? [allowed(first)] : [])).join(', or ') || 'another value';
    default:
      return issue.message;
  }
}

const typeWords: Readonly<Record<string, string | undefined>> = { int: 'a whole number' };

const measureOf: Readonly<Record<string, string | undefined>> = { string: ' characters', array: ' entries' };

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
