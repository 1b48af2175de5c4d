import { type HeldPage, heldPages } from '../../documents/held-page.ts';
import type { Channel } from '../../messages/notification-requested.ts';
import type { Write } from '../../ports/documents.ts';
import { stableId } from '../identity/stable-id.ts';

/** Somebody who is to be told of a deal later. */
export interface Held {
  readonly subscriberId: string;
  readonly channels: readonly Channel[];
  readonly as: HeldPage['as'];
  readonly dueAtMs: number;
}

const recipientsPerPage = 500;
/** Longer than anything waits, and than a server stands still. */
const keptForMs = 30 * 86_400_000;

/** Has them wait, with everybody of the same deal and time in one document; the same people give the same ids. */
export function holdWrites(dealId: string, held: readonly Held[]): Write[] {
  const groups = Map.groupBy(held, ({ as, dueAtMs }) => `${as} ${dueAtMs}`);
  return [...groups.values()].flatMap((group) => {
    const sorted = [...group].sort((a, b) => (a.subscriberId < b.subscriberId ? -1 : 1));
    return Array.from({ length: Math.ceil(sorted.length / recipientsPerPage) }, (_, i) =>
      pageWrite(dealId, sorted.slice(i * recipientsPerPage, (i + 1) * recipientsPerPage)),
    ).flat();
  });
}

function pageWrite(dealId: string, page: readonly Held[]): Write[] {
  const [first] = page;
  if (!first) return [];
  const { as, dueAtMs } = first;
  const recipients = page.map(({ subscriberId, channels }) => ({ subscriberId, channels: [...channels] }));
  const id = stableId('held', dealId, as, dueAtMs, JSON.stringify(recipients));
  return [heldPages.set(id, { dealId, as, recipients, dueAtMs, expiresAtMs: dueAtMs + keptForMs })];
}
