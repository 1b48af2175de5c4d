import { alerts } from '../../shared/documents/alert.ts';
import type { Dispatch } from '../../shared/documents/dispatch.ts';
import type { Subscriber } from '../../shared/documents/subscriber.ts';
import {
  type AlertDecision,
  type AlertState,
  armed,
  comesAnew,
  nextAlert,
} from '../../shared/domain/alert/alert-state.ts';
import { stableId } from '../../shared/domain/identity/stable-id.ts';
import type { DocumentReader, Write } from '../../shared/ports/documents.ts';
import type { NamedDeal } from './choose-recipients.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A subscriber and an offer. */
interface Pair {
  readonly subscriberId: string;
  readonly offerId: string;
}

const alertId = ({ subscriberId, offerId }: Pair): string => stableId('alert', subscriberId, offerId);

/** Where the alerts of some subscribers for some offers stand, and what becomes of them in one transaction. */
export class AlertBook {
  readonly #states: Map<string, AlertState>;
  readonly #writes = new Map<string, Write>();

  private constructor(states: Map<string, AlertState>) {
    this.#states = states;
  }

  static async open(read: DocumentReader, pairs: readonly Pair[]): Promise<AlertBook> {
    const ids = [...new Set(pairs.map(alertId))];
    const found = await alerts.getAll(read, ids, () => {});
    return new AlertBook(new Map(ids.map((id, i) => [id, found[i]?.value.state ?? armed])));
  }

  /** Whether a subscriber is to hear of a deal, and from then on has. */
  decide(subscriberId: string, { delivery }: Subscriber, { id: causeId, value: deal }: NamedDeal): AlertDecision {
    const before = this.#states.get(alertId({ subscriberId, offerId: deal.offerId })) ?? armed;
    const signal = {
      type: 'holds',
      causeId,
      level: deal.price.minor,
      unit: deal.price.currency,
      atMs: deal.confirmedAtMs,
      isNew: comesAnew(before, deal),
    } as const;
    const coolDownMs = delivery.coolDownHours * hourMs;
    const rules = { coolDownMs, rearmDrop: delivery.rearmDrop, further: 'down' } as const;
    return nextAlert(before, signal, rules);
  }

  /** Writes down that they are told of it, where that is news; a later decision of the same pair sees it. */
  fire(subscriberId: string, subscriber: Subscriber, named: NamedDeal): void {
    const { alert: state, tell } = this.decide(subscriberId, subscriber, named);
    if (tell !== 'fire') return;
    const { delivery } = subscriber;
    const deal = named.value;
    const id = alertId({ subscriberId, offerId: deal.offerId });
    const expiresAtMs = deal.confirmedAtMs + delivery.coolDownHours * hourMs + 30 * dayMs;
    this.#states.set(id, state);
    this.#writes.set(id, alerts.set(id, { subscriberId, subjectId: deal.offerId, state, expiresAtMs }));
  }

  /** Takes back that they were told of a deal: the next one of the offer is news. */
  withdraw(subscriberId: string, { id: causeId, value: deal }: NamedDeal): void {
    const id = alertId({ subscriberId, offerId: deal.offerId });
    const before = this.#states.get(id) ?? armed;
    const { alert } = nextAlert(
      before,
      { type: 'withdrawn', causeId },
      { coolDownMs: 0, rearmDrop: 1, further: 'down' },
    );
    if (alert.phase === 'armed' && before.phase !== 'armed') this.#writes.set(id, alerts.delete(id));
  }

  writes(): Write[] {
    return [...this.#writes.values()];
  }
}

/** Whoever is not told of a deal after all hears of the offer's next one. */
export async function withdrawAlerts(
  read: DocumentReader,
  untold: readonly { readonly subscriberId: string; readonly deal: NamedDeal }[],
): Promise<Write[]> {
  const pairs = untold.map(({ subscriberId, deal }) => ({ subscriberId, offerId: deal.value.offerId }));
  const book = await AlertBook.open(read, pairs);
  for (const { subscriberId, deal } of untold) book.withdraw(subscriberId, deal);
  return book.writes();
}

/** Every recipient of a dispatch with every deal it was to tell. */
export const untoldPairs = ({ recipients }: Dispatch, deals: readonly NamedDeal[]) =>
  recipients.flatMap(({ subscriberId }) => deals.map((deal) => ({ subscriberId, deal })));
