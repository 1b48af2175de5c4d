import type { WindowStats } from './history.ts';

/** Share of the 30-day median below which a price is a deal, and the history that takes (design.md section 6). */
const dealShare = 0.8;
export const dealMinDays = 5;

/** First observation at least 20 % below the 30-day median, ≥ 5 days covered, and below the 30-day minimum. */
export const isDeal = (minor: number, stats: Pick<WindowStats, 'days' | 'medianMinor' | 'lowMinor'> | null): boolean =>
  stats !== null && stats.days >= dealMinDays && minor <= dealShare * stats.medianMinor && minor < stats.lowMinor;
