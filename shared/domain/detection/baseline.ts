import type { DetectorState } from './detector-state.ts';
import { nearestLevelMinor, type WindowStats } from './history.ts';
import type { Baseline } from './verdict.ts';

/** Spread below which robust z would explode: most series never move, so that their MAD is 0. */
const spreadFloorLog = 0.05;
/** Makes the MAD of a normal distribution its standard deviation. */
const madToSigma = 1.4826;

/** The numbers that an observation is held against; null without accepted history. */
export function baselineOf(state: DetectorState, stats: WindowStats | null, minor: number): Baseline | null {
  if (stats === null) return null;
  const nearestMinor = nearestLevelMinor(state, Math.max(minor, 1));
  const spread = Math.max(madToSigma * stats.madLog, spreadFloorLog, state.stepScale);
  return {
    days: stats.days,
    medianMinor: stats.medianMinor,
    low30Minor: stats.lowMinor,
    // A price of nothing is held against half a minor unit, since numbers without end do not survive JSON.
    robustZ: Math.log(Math.max(minor, 0.5) / stats.medianMinor) / spread,
    discount: 1 - minor / stats.medianMinor,
    discountFromPrior: 1 - minor / stats.lowMinor,
    nearestMinor,
    nearestRatio: minor / nearestMinor,
  };
}
