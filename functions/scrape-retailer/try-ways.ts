import type { Strategy } from '../../shared/domain/fetching/strategy.ts';
import { unreachable } from '../../shared/domain/observation/from-extraction.ts';
import type { Observation, ScrapePurpose } from '../../shared/domain/observation/observation.ts';
import type { PageSource } from '../../shared/ports/page-source.ts';
import type { BreakerGuard } from '../../shared/runtime/breaker-guard.ts';
import { type LookAtOffer, lookAtOffer, shopFrom, type Visit, type Wanted } from './look-at-offer.ts';

export interface TryWays extends LookAtOffer {
  readonly breakers: BreakerGuard;
  readonly http: PageSource;
  readonly jina: PageSource;
}

/** The ways still to try, whether one has been tried before them, and what the shop's page showed then. */
interface Ways {
  readonly ways: readonly Strategy[];
  readonly escalated: boolean;
  readonly seen?: Observation | undefined;
}

type Tried =
  | Visit
  /** The page has to be rendered; the other ways are left when that shows no price either. */
  | {
      readonly type: 'to-render';
      readonly escalated: boolean;
      readonly others: readonly Strategy[];
      readonly seen: Observation | undefined;
    };

/** Tries one way after the other until one shows what it was to show, or only the browser can go on. */
export async function tryWays(deps: TryWays, { ways, escalated, ...before }: Ways, wanted: Wanted): Promise<Tried> {
  let last: Visit | undefined;
  let { seen } = before;
  for (const [i, strategy] of ways.entries()) {
    const hasTried = escalated || last !== undefined;
    if (strategy === 'browser') return { type: 'to-render', escalated: hasTried, others: ways.slice(i + 1), seen };
    const visit = await visitBy(deps, strategy, hasTried, wanted);
    if (!visit) continue;
    last = keepSeen(seen, visit);
    if (!asksForAnotherWay(visit, wanted.purpose)) return last;
    seen = seenBy(last);
  }
  return last ?? noWay(deps, wanted, ways[0]);
}

/** Undefined when the way cannot be gone now. */
async function visitBy(
  deps: TryWays,
  strategy: 'http' | 'jina',
  escalated: boolean,
  wanted: Wanted,
): Promise<Visit | undefined> {
  if (strategy === 'http') return lookAtOffer(deps, { strategy, pages: deps.http, escalated }, wanted);
  if ((await deps.breakers.admit('jina')).type === 'refused') return undefined;
  const visit = await lookAtOffer(deps, { strategy, pages: deps.jina, escalated }, wanted);
  if (visit.type === 'looked') await deps.breakers.record('jina', visit.shop === 'unknown' ? 'failure' : 'success');
  return visit;
}

/** A visit after another that saw the page, though no price on it: a way that led nowhere is no reason to forget that. */
export function keepSeen(seen: Observation | undefined, visit: Visit): Visit {
  if (!seen || visit.type === 'cancelled' || visit.look.type === 'not-modified') return visit;
  const { look, shop } = visit;
  const { outcome, strategy, reasons, checkedAtMs } = look.observation;
  if (outcome !== 'unreachable') return visit;
  const observation = {
    ...seen,
    checkedAtMs,
    reasons: [...seen.reasons, ...reasons.map((why) => `${strategy}: ${why}`)],
  };
  return { ...visit, look: { ...look, observation }, shop: shop === 'unknown' ? shopFrom(seen) : shop };
}

/** What a visit saw of the page, if it came there. */
export function seenBy(visit: Visit): Observation | undefined {
  if (visit.type === 'cancelled' || visit.look.type === 'not-modified') return undefined;
  return visit.look.observation.outcome === 'unreachable' ? undefined : visit.look.observation;
}

/** What another way to the same page may change. A page that is gone, or a host that is down, is so for all of them. */
const mayDiffer: readonly string[] = ['blocked', 'unreadable', 'layout-changed'];

/** Whether a look leaves a reason to come another way; a second look has to see the price before its time is over. */
export function asksForAnotherWay(visit: Visit, purpose: ScrapePurpose): boolean {
  if (visit.type === 'cancelled' || visit.look.type === 'not-modified') return false;
  const { outcome, reasons } = visit.look.observation;
  if (outcome === 'price' || reasons.some((reason) => reason.startsWith('robots-disallowed'))) return false;
  return purpose === 'confirm' || visit.shop === 'unknown' || mayDiffer.includes(outcome);
}

function noWay({ clock }: TryWays, { retailer }: Wanted, wanted = retailer.strategies[0] ?? 'http'): Visit {
  const checkedAtMs = clock.nowMs();
  const observation = unreachable(`none of its ways is available here: ${retailer.strategies}`, checkedAtMs, wanted);
  return { type: 'looked', look: { type: 'read', checkedAtMs, observation }, shop: 'unknown' };
}
