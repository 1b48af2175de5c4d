import type * as z from 'zod';

/** Somebody waits in front of their browser. */
const patienceMs = 8_000;

/** What a service answered: JSON of the form asked for, whatever its status; or why there is none. */
export type ProviderAnswer<T> =
  | { readonly type: 'answer'; readonly status: number; readonly value: T }
  | { readonly type: 'unavailable'; readonly reason: string };

/** Asks a sign-in service once: a code works once, so that there is nothing to repeat. */
export async function askProvider<T>(
  service: string,
  url: string,
  schema: z.ZodType<T>,
  init: { readonly headers?: Readonly<Record<string, string>>; readonly form?: Readonly<Record<string, string>> } = {},
): Promise<ProviderAnswer<T>> {
  const { headers, form } = init;
  try {
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      headers: { accept: 'application/json', 'user-agent': 'PriceHawk', ...headers },
      ...(form ? { body: new URLSearchParams(form) } : {}),
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    });
    const { status } = response;
    const parsed = schema.safeParse(await response.json());
    if (status >= 500 || status === 429) return { type: 'unavailable', reason: `${service} answered ${status}` };
    if (parsed.success) return { type: 'answer', status, value: parsed.data };
    return { type: 'unavailable', reason: `${service} answered ${status} in another form than it documents` };
  } catch {
    // The error may name the address with what it carries.
    return { type: 'unavailable', reason: `${service} does not answer` };
  }
}
