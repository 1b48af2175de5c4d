import { type Retailer, retailer } from './retailer.ts';

/**
 * The shop that a retailer file describes, or one line that names the file, the key, what was found and what is allowed.
 */
export function parseRetailer(
  text: string,
  fileName: string,
): { readonly ok: true; readonly retailer: Retailer } | { readonly ok: false; readonly error: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return {
      ok: false,
      error: `${fileName}: not valid JSON: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
  const parsed = retailer.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const key = issue?.path.join('.') || '(file)';
    return {
      ok: false,
      error: `${fileName}: ${key}: found ${found(value, issue?.path ?? [])}; ${issue?.message ?? 'not allowed'}`,
    };
  }
  return { ok: true, retailer: parsed.data };
}

function found(value: unknown, path: readonly PropertyKey[]): string {
  let current: unknown = value;
  for (const key of path) {
    current = typeof current === 'object' && current !== null ? Reflect.get(current, key) : undefined;
  }
  return current === undefined ? 'nothing' : JSON.stringify(current).slice(0, 80);
}
