import * as z from 'zod';

/** An instant as answers show it: ISO 8601, UTC. */
export const isoInstant = z.iso.datetime();

export const iso = (atMs: number): string => new Date(atMs).toISOString();
export const isoOrNull = (atMs: number | null): string | null => (atMs === null ? null : iso(atMs));

/** A page of a list; `nextCursor` goes back as `cursor` to get the page behind it. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export const reasonView = z.object({ code: z.string(), text: z.string() });

/** That a shop's pages changed their layout; `until` is null while it lasts. */
export const layoutAlarmAnswer = z.object({
  since: isoInstant,
  until: isoInstant.nullable(),
  /** Offers whose price vanished, of those that had one. */
  lost: z.number(),
  of: z.number(),
});

/** A shop-wide alarm; `until` is null while it lasts. */
export const shopAlarmView = z.object({
  kind: z.enum(['one-ratio', 'one-value']),
  ratio: z.number().nullable(),
  valueMinor: z.number().nullable(),
  products: z.number(),
  settled: z.number(),
  since: isoInstant,
  until: isoInstant.nullable(),
});
