import * as z from 'zod';
import { type Suppression, suppressions } from '../../documents/suppression.ts';
import type { DocumentReader } from '../../ports/documents.ts';
import type { FieldCipher } from '../../ports/field-cipher.ts';

/** Why somebody gets no mails though they may want them, and since when. */
export const mailOff = z.object({ reason: z.enum(['bounced', 'complained']), sinceMs: z.number() });
export type MailOff = Readonly<z.infer<typeof mailOff>>;

const nothingSaid: Suppression = { bouncedAtMs: null, complainedAtMs: null, liftedAtMs: null };

const latest = (...instants: readonly (number | null | undefined)[]): number | null =>
  instants.reduce<number | null>((last, each) => (each == null ? last : Math.max(last ?? each, each)), null);

/** What several documents of one address say together: in any order, and said twice, the same. */
export function mergeSuppressions(...said: readonly Partial<Suppression>[]): Suppression {
  return {
    bouncedAtMs: latest(...said.map((each) => each.bouncedAtMs)),
    complainedAtMs: latest(...said.map((each) => each.complainedAtMs)),
    liftedAtMs: latest(...said.map((each) => each.liftedAtMs)),
  };
}

/** Null where mails may be sent. A complaint weighs more than a bounce: its owner said so. */
export function mailOffOf({ bouncedAtMs, complainedAtMs, liftedAtMs }: Suppression): MailOff | null {
  const holds = (atMs: number | null): atMs is number => atMs !== null && atMs > (liftedAtMs ?? 0);
  if (holds(complainedAtMs)) return { reason: 'complained', sinceMs: complainedAtMs };
  return holds(bouncedAtMs) ? { reason: 'bounced', sinceMs: bouncedAtMs } : null;
}

/** Null where mails may be sent to a (normalised) address. */
export async function mailOffFor(read: DocumentReader, email: string, cipher: FieldCipher): Promise<MailOff | null> {
  return mailOffOf(await readSuppression(read, cipher.idsOf('email', email)));
}

/** What is known of an address. `emailIds`: its keyed hashes under all keys kept. */
export async function readSuppression(read: DocumentReader, emailIds: readonly string[]): Promise<Suppression> {
  const found = await suppressions.getAll(read, emailIds);
  return mergeSuppressions(nothingSaid, ...found.flatMap((each) => each?.value ?? []));
}
