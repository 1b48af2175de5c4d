import { erasures } from '../../shared/documents/erasure.ts';
import { continueErasure } from '../../shared/domain/personal-data/erase-person.ts';
import type { Blobs } from '../../shared/ports/blobs.ts';
import type { Documents } from '../../shared/ports/documents.ts';
import type { FieldCipher } from '../../shared/ports/field-cipher.ts';
import type { Payments } from '../../shared/ports/payments.ts';
import type { MessageContext } from '../../shared/runtime/receive.ts';
import { SetAside } from './set-aside.ts';

/** Each looks through what waits for everybody; more wait for the next run, a minute later. */
const perRun = 5;

export interface EraseDue {
  readonly people: Documents;
  readonly blobs: Blobs;
  readonly cipher: () => Promise<FieldCipher>;
  readonly payments: () => Promise<Payments | undefined>;
}

/** Goes on erasing who asked for it. */
export async function eraseDue(deps: EraseDue, nowMs: number, { log, signal }: MessageContext): Promise<void> {
  const { people, blobs, payments } = deps;
  const aside = new SetAside(people, erasures, log);
  const due = await erasures.find(people, 'due', { range: { max: nowMs }, limit: perRun }, aside.add);
  await aside.flush();
  for (const erasure of due) {
    if (signal.aborted) return;
    const cipher = await deps.cipher();
    const failures = await continueErasure({ people, blobs, cipher, payments, nowMs }, erasure);
    const about = { erasureId: erasure.id };
    for (const failure of failures)
      log.error('a part of what is to be erased is left, and tried again', about, failure);
    log.info('erased what there was of somebody', { ...about, failures: failures.length });
  }
}
