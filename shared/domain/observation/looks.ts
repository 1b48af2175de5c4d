import * as z from 'zod';

const dayMs = 86_400_000;
/** A look vouches for what it saw for a day; a daily look that comes some hours late leaves no silence. */
const vouchedMs = dayMs;
const silentAfterMs = 1.5 * dayMs;
/** The latest ones matter: the detector looks back 30 days. */
const maxSilences = 4;

/** A time in which nobody knows what an offer cost: from a day after the look before it to the look that ended it. */
export const silence = z.object({ fromMs: z.int(), untilMs: z.int() });
export type Silence = Readonly<z.infer<typeof silence>>;

/**
 * When an offer was last looked at, and the silences since an observation of it last passed the change gate. Whoever
 * keeps the last seen state keeps this beside it: the gate hides the looks that saw no change, so that only here it is
 * known for how long a price really stood.
 */
export const looks = z.object({ lastAtMs: z.int(), silences: z.array(silence).max(maxSilences) });
export type Looks = Readonly<z.infer<typeof looks>>;

/** The record after one more look. */
export function afterLook(before: Looks | undefined, atMs: number): Looks {
  if (before === undefined) return { lastAtMs: atMs, silences: [] };
  if (atMs - before.lastAtMs <= silentAfterMs) return { ...before, lastAtMs: Math.max(atMs, before.lastAtMs) };
  const latest = { fromMs: before.lastAtMs + vouchedMs, untilMs: atMs };
  return { lastAtMs: atMs, silences: [...before.silences, latest].slice(-maxSilences) };
}

/** The record after the observation has passed the gate and taken the silences with it. */
export const afterPassing = ({ lastAtMs }: Looks): Looks => ({ lastAtMs, silences: [] });
