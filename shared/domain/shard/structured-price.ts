import * as z from 'zod';
import type { Observation } from '../observation/observation.ts';

/**
 * Whether an offer's page states its price in data or by the shop's own selectors, and since when it does so no more.
 * Absent where it never did, or where people's text alone has become the usual thing.
 */
export const structuredPrice = z.object({ lostSinceMs: z.number().nullable() });
export type StructuredPrice = Readonly<z.infer<typeof structuredPrice>>;

/** A page that is read by its text alone for so long has a new layout that is read well enough. */
const newNormalAfterMs = 7 * 86_400_000;

type Looked = Pick<Observation, 'outcome' | 'votes' | 'facts' | 'strategy' | 'checkedAtMs'>;

/** Whether anything but the visible text states a price. */
function statesPriceInData(votes: Observation['votes']): boolean {
  return votes.some(
    ({ extractor, role }) => extractor !== 'visible-text' && (role === 'current' || role === 'range-low'),
  );
}

/** What is known after one more look. A page that was not had, or sells nothing, says nothing of its layout. */
export function afterLookAtStructure(before: StructuredPrice | undefined, look: Looked): StructuredPrice | undefined {
  const { outcome, votes, facts, strategy, checkedAtMs } = look;
  // The reader service passes text on, without the page's own data.
  if (strategy === 'jina' || (outcome !== 'price' && outcome !== 'unreadable' && outcome !== 'layout-changed'))
    return before;
  if (statesPriceInData(votes)) return before?.lostSinceMs === null ? before : { lostSinceMs: null };
  if (before === undefined || facts.availability === 'OutOfStock') return before;
  if (before.lostSinceMs === null) return { lostSinceMs: checkedAtMs };
  return outcome === 'price' && checkedAtMs - before.lostSinceMs >= newNormalAfterMs ? undefined : before;
}
