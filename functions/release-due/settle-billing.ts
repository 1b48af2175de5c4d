import { billing } from '../../shared/documents/billing.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Documents } from '../../shared/ports/documents.ts';
import type { Log } from '../../shared/runtime/log.ts';
import { settleDueBilling } from '../../shared/runtime/settle-billing.ts';

const perRun = 200;

/** Lets the end of a grace or of a cancelled period count. */
export async function settleBilling(
  deps: { readonly people: Documents; readonly clock: Clock },
  nowMs: number,
  log: Log,
): Promise<void> {
  const due = await billing.find(deps.people, 'due', { range: { max: nowMs }, limit: perRun }, (error) =>
    log.error('a billing that was due cannot be read', {}, error),
  );
  for (const each of due) await settleDueBilling(deps, each);
  if (due.length > 0) log.info('billing fell due', { users: due.length });
}
