import { billing } from '../../shared/documents/billing.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Documents } from '../../shared/ports/documents.ts';
import type { Log } from '../../shared/runtime/log.ts';
import { settleDueBilling } from '../../shared/runtime/settle-billing.ts';
import { SetAside } from './set-aside.ts';

/** More than this waits for the next run, a minute later. */
const perRun = 500;
const atOnce = 25;

/** Lets the end of a grace or of a cancelled period count. */
export async function settleBilling(
  deps: { readonly people: Documents; readonly clock: Clock },
  nowMs: number,
  log: Log,
): Promise<void> {
  const query = { range: { max: nowMs }, limit: atOnce };
  const aside = new SetAside(deps.people, billing, log);
  let settled = 0;
  for await (const due of billing.pages(deps.people, 'due', query, aside.add)) {
    for (const each of due) await settleDueBilling(deps, each);
    settled += due.length;
    if (settled >= perRun) break;
  }
  await aside.flush();
  if (settled > 0) log.info('billing fell due', { users: settled });
}
