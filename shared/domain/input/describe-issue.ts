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

/** What may stand there: in the schema's own words where it has some; the library's would also say what does. */
function allowed(issue: z.core.$ZodIssue): string {
  if (!/^(Invalid|Too )/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `a value of the type ${issue.expected}`;
    case 'too_small':
      return `at least ${issue.minimum}${measureOf[issue.origin] ?? ''}`;
    case 'too_big':
      return `at most ${issue.maximum}${measureOf[issue.origin] ?? ''}`;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return issue.format === 'regex' ? `text of the form ${issue.pattern}` : issue.message;
    default:
      return issue.message;
  }
}

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
