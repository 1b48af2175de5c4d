import { apiKeys } from '../../documents/api-key.ts';
import type { Stored } from '../../documents/collection.ts';
import { type Erasure, erasures } from '../../documents/erasure.ts';
import { fields } from '../../documents/fields.ts';
import type { Blobs } from '../../ports/blobs.ts';
import type { Documents } from '../../ports/documents.ts';
import type { FieldCipher } from '../../ports/field-cipher.ts';
import { removeUser } from '../account/remove-user.ts';
import type { Erasing } from './holding.ts';
import { enterInLedger, erasureIdOf } from './ledger.ts';
import { personalData } from './personal-data.ts';

/**
 * After this everything that began before somebody was erased has ended: a deal being told, a mail service being waited
 * for. Then they are looked for once more.
 */
const lookAgainAfterMs = 3_600_000;
const atOnce = 200;

/**
 * Begins to erase somebody: from now on it is known, and done to its end whatever happens (release-due). What opens the
 * account, and the account itself, go at once. Done again it changes nothing.
 */
export async function beginErasure(
  { people, cipher, nowMs }: { readonly people: Documents; readonly cipher: FieldCipher; readonly nowMs: number },
  userId: string,
): Promise<void> {
  const id = erasureIdOf(userId);
  const keyIds: string[] = [];
  for await (const page of apiKeys.pages(people, 'ofUser', { equal: { userId }, limit: atOnce })) {
    keyIds.push(...page.map((key) => key.id));
  }
  await people.transaction(async (read) => {
    const begun = await erasures.get(read, id);
    if (begun && begun.value.userId !== null) return { writes: [], result: undefined };
    const erasure: Erasure = { userId, keyIds, requestedAtMs: nowMs, sweptAtMs: null, dueAtMs: nowMs };
    return { writes: [erasures.set(id, erasure)], result: undefined };
  });
  await removeUser(people, userId, cipher);
}

interface ErasureDeps extends Pick<Erasing, 'people' | 'cipher' | 'payments' | 'nowMs'> {
  readonly blobs: Blobs;
}

/**
 * Erases what there is of somebody, collection by collection, and looks for them once more an hour later. Every step may
 * be repeated. Gives what failed; it is tried again.
 */
export async function continueErasure(deps: ErasureDeps, { id, value }: Stored<Erasure>): Promise<readonly unknown[]> {
  const { blobs, ...rest } = deps;
  const { userId, keyIds, sweptAtMs } = value;
  const { people, nowMs } = rest;
  if (userId === null) return [];
  const failures: unknown[] = [];
  let isLeft = false;
  const erasing: Erasing = { ...rest, userId, keyIds, pseudonym: `erased:${id}` };
  const steps = Object.values(personalData).flatMap((holding) =>
    'erase' in holding && typeof holding.erase === 'function' ? [holding.erase] : [],
  );
  for (const step of [() => enterInLedger(blobs, id), ...steps]) {
    // One service that is down must not keep the rest from being erased.
    const end = await step(erasing).catch((error: unknown) => {
      failures.push(error);
      return 'later' as const;
    });
    if (end === 'later') isLeft = true;
  }
  const again = { dueAtMs: nowMs + lookAgainAfterMs };
  const progress = isLeft
    ? again
    : sweptAtMs === null
      ? { ...again, sweptAtMs: nowMs }
      : { userId: null, keyIds: [], dueAtMs: null };
  await people.write([erasures.update(id, fields(progress))]);
  return failures;
}
