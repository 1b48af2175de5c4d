import type { ShardOffer } from '../../documents/shard.ts';
import type { LookOutcome } from '../observation/observation.ts';

/** Since when none of these offers could be seen, and how the most recent look ended; null while one shows a price. */
export function blindnessOf(offers: readonly ShardOffer[]): { sinceMs: number; outcome: LookOutcome } | null {
  const looked = offers.filter(({ outcome }) => outcome !== null);
  if (looked.length === 0 || looked.some(({ outcome }) => outcome === 'price')) return null;
  const latest = looked.reduce((a, b) => (b.outcomeSinceMs > a.outcomeSinceMs ? b : a));
  return { sinceMs: latest.outcomeSinceMs, outcome: latest.outcome ?? 'unreachable' };
}
