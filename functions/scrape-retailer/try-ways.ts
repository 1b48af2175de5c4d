import { pauseBetween } from '../../shared/domain/fetching/pacing.ts';
import type { Strategy } from '../../shared/domain/fetching/strategy.ts';
import { unreachable } from '../../shared/domain/observation/from-extraction.ts';
import type { Observation } from '../../shared/domain/observation/observation.ts';
import type { Clock, Random } from '../../shared/ports/clock.ts';
import type { PageSource } from '../../shared/ports/page-source.ts';
import type { BreakerGuard } from '../../shared/runtime/breaker-guard.ts';
import { type LookAtOffer, lookAtOffer, shopFrom, type Visit, type Wanted } from './look-at-offer.ts';

export interface TryWays extends LookAtOffer {
  readonly breakers: BreakerGuard;
  readonly http: PageSource;
  readonly jina: PageSource;
  readonly random: Random;
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
      /** The shop has just been asked another way. */
      readonly notBeforeMs: number;
    };

/** Tries one way after the other until one shows what it was to show, or only the browser can go on. */
export async function tryWays(deps: TryWays, { ways, escalated, ...before }: Ways, wanted: Wanted): Promise<Tried> {
  let last: Visit | undefined;
  let { seen } = before;
  for (const [i, strategy] of ways.entries()) {
    const hasTried = escalated || last !== undefined;
    // Two requests for one page are as far apart as those for two.
    const restMs = last ? pauseBetween(wanted.retailer.pacing, deps.random.fraction()) : 0;
    if (strategy === 'browser') {
      const others = ways.slice(i + 1);
      return { type: 'to-render', escalated: hasTried, others, seen, notBeforeMs: deps.clock.nowMs() + restMs };
    }
    if (restMs > 0 && !(await hasSlept(deps.clock, restMs, wanted.signal))) return { type: 'cancelled' };
    const visit = await visitBy(deps, strategy, hasTried, wanted);
    if (!visit) continue;
    last = keepSeen(seen, visit);
    if (!asksForAnotherWay(visit, wanted)) return last;
    seen = seenBy(last);
  }
  return last ?? noWay(deps, wanted, ways[0]);
}

const hasSlept = (clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> =>
  clock.sleep(ms, signal).then(
    () => true,
    () => false,
  );

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

/** What another way to the same page may change. A page that is gone is so for all of them. */
const mayDiffer: readonly string[] = ['blocked', 'unreadable', 'layout-changed'];
/** A host that is down is so for all ways, but one that is down time after time perhaps does not talk to us. */
const perhapsOurs: readonly string[] = ['timeout', 'connection', 'server-error', 'redirect-loop'];

/**
 * Whether a look leaves a reason to come another way; a second look has to see the price before its time is over. A shop
 * that asks for a pause, or not to be asked, is obeyed by all of them.
 */
export function asksForAnotherWay(visit: Visit, { purpose, offer }: Pick<Wanted, 'purpose' | 'offer'>): boolean {
  if (visit.type === 'cancelled' || visit.look.type === 'not-modified' || visit.pauseMs !== undefined) return false;
  const { outcome, reasons } = visit.look.observation;
  const isFor = (causes: readonly string[]) =>
    reasons.some((reason) => causes.some((cause) => reason.startsWith(`${cause}:`)));
  if (outcome === 'price' || isFor(['robots-disallowed'])) return false;
  if (purpose === 'confirm' || visit.shop === 'unknown' || mayDiffer.includes(outcome)) return true;
  return outcome === 'unreachable' && offer.outcome === 'unreachable' && isFor(perhapsOurs);
}

function noWay({ clock }: TryWays, { retailer }: Wanted, wanted = retailer.strategies[0] ?? 'http'): Visit {
  const checkedAtMs = clock.nowMs();
  const observation = unreachable(`none of its ways is available here: ${retailer.strategies}`, checkedAtMs, wanted);
  return { type: 'looked', look: { type: 'read', checkedAtMs, observation }, shop: 'unknown' };
}
