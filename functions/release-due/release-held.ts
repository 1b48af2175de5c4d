import { digests } from '../../shared/documents/digest.ts';
import { type HeldPage, heldPages } from '../../shared/documents/held-page.ts';
import { digestPages } from '../../shared/domain/audience/digest-pages.ts';
import { notificationPages } from '../../shared/domain/audience/notification-pages.ts';
import { type Channel, channels, notificationRequested } from '../../shared/messages/notification-requested.ts';
import type { Documents, Write } from '../../shared/ports/documents.ts';
import type { MessageContext } from '../../shared/runtime/receive.ts';
import { SetAside } from './set-aside.ts';

/** Held pages take up to 50 KB each. */
const pagesPerRead = 20;
const writesAtOnce = 100;
const keptForMs = 30 * 86_400_000;

/** Has those told whose quiet hours or whose tier's delay are over. */
export async function releaseSingles(people: Documents, nowMs: number, context: MessageContext): Promise<void> {
  const aside = new SetAside(people, heldPages, context.log);
  let released = 0;
  const due = { equal: { as: 'single' }, range: { max: nowMs }, limit: pagesPerRead };
  for await (const pages of heldPages.pages(people, 'due', due, aside.add)) {
    for (const { value } of pages) {
      for (const channel of channels) {
        const about = { kind: 'deal', dealId: value.dealId, channel } as const;
        await context.publish(notificationRequested, notificationPages(about, idsOver(value, channel)));
      }
      released += value.recipients.length;
    }
    await people.write(pages.map(({ id }) => heldPages.delete(id)));
    if (context.signal.aborted) break;
  }
  await aside.flush();
  if (released > 0) context.log.info('released who was to be told later', { singles: released });
}

const idsOver = ({ recipients }: HeldPage, channel: Channel): string[] =>
  recipients.filter((each) => each.channels.includes(channel)).map(({ subscriberId }) => subscriberId);

/** Rolls up what is due in digests, one instant after the other. */
export async function releaseDigests(people: Documents, nowMs: number, context: MessageContext): Promise<void> {
  const aside = new SetAside(people, heldPages, context.log);
  let released = 0;
  let behindMs = -1;
  while (!context.signal.aborted) {
    const due = { equal: { as: 'digest' }, range: { minExclusive: behindMs, max: nowMs }, limit: pagesPerRead };
    const [first] = await heldPages.find(people, 'due', due, aside.add);
    const set = await aside.flush();
    if (first) {
      released += await releaseInstant(people, first.value.dueAtMs, context);
      behindMs = first.value.dueAtMs;
    } else if (set === 0) break;
  }
  if (released > 0) context.log.info('released digests', { digests: released });
}

/** Written down and asked for before what was held is let go: a run that ends in between is repeated with the same ids. */
async function releaseInstant(people: Documents, dueAtMs: number, context: MessageContext): Promise<number> {
  const rolledUp = new Map<Channel, Map<string, Set<string>>>();
  const done: Write[] = [];
  const due = { equal: { as: 'digest' }, range: { min: dueAtMs, max: dueAtMs }, limit: pagesPerRead };
  for await (const pages of heldPages.pages(people, 'due', due)) {
    for (const { id, value } of pages) {
      for (const { subscriberId, channels: over } of value.recipients) {
        for (const channel of over) addDeal(rolledUp, channel, subscriberId, value.dealId);
      }
      done.push(heldPages.delete(id));
    }
  }
  let released = 0;
  for (const [channel, dealsOf] of rolledUp) {
    const pages = digestPages(dueAtMs, channel, dealsOf);
    const kept = { channel, dueAtMs, expiresAtMs: dueAtMs + keptForMs };
    await inSteps(
      people,
      pages.map(({ id, recipients }) => digests.set(id, { ...kept, recipients: [...recipients] })),
    );
    const requests = pages.flatMap(({ id, recipients }) =>
      notificationPages(
        { kind: 'digest', dealId: id, channel },
        recipients.map(({ subscriberId }) => subscriberId),
      ),
    );
    await context.publish(notificationRequested, requests);
    released += dealsOf.size;
  }
  await inSteps(people, done);
  return released;
}

function addDeal(
  rolledUp: Map<Channel, Map<string, Set<string>>>,
  channel: Channel,
  who: string,
  dealId: string,
): void {
  const dealsOf = rolledUp.get(channel) ?? new Map<string, Set<string>>();
  rolledUp.set(channel, dealsOf.set(who, (dealsOf.get(who) ?? new Set()).add(dealId)));
}

async function inSteps(people: Documents, writes: readonly Write[]): Promise<void> {
  for (let i = 0; i < writes.length; i += writesAtOnce) await people.write(writes.slice(i, i + writesAtOnce));
}
