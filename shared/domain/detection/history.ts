import { type DetectorState, dayMs, type KnownLevel, type Level, maxKnownLevels, maxLevels } from './detector-state.ts';
import { type Stood, weightedSpread } from './weighted-spread.ts';

/** Directive 98/6/EC Art. 6a: a reduction is measured against the lowest price of the 30 days before it. */
const windowMs = 30 * dayMs;

/** Time-weighted figures of the accepted prices that stood in the 30 days before `atMs`. */
export interface WindowStats {
  /** Days covered: time an accepted price was known to stand, at most 30. */
  readonly days: number;
  readonly medianMinor: number;
  readonly lowMinor: number;
  /** Median absolute deviation of ln price, weighted by time; 0 where one price stood most of the time. */
  readonly madLog: number;
}

/** Figures of the 30 days before `atMs`, from the state alone. Null where nothing accepted has stood yet. */
export function windowStats(state: DetectorState, atMs: number): WindowStats | null {
  const fromMs = Math.max(state.firstAtMs, atMs - windowMs);
  const stood: Stood[] = [];
  let lowMinor = Number.POSITIVE_INFINITY;
  let coveredMs = 0;
  let nextMs = atMs;
  for (let index = state.levels.length - 1; index >= 0 && nextMs > fromMs; index -= 1) {
    const current = state.levels[index];
    if (current === undefined) break;
    const ms = (current.untilMs ?? nextMs) - Math.max(current.fromMs, fromMs);
    nextMs = current.fromMs;
    if (ms <= 0) continue;
    lowMinor = Math.min(lowMinor, current.lowMinor ?? current.minor);
    coveredMs += ms;
    stood.push({ minor: current.minor, ms });
  }
  return stood.length === 0 ? null : { days: coveredMs / dayMs, lowMinor, ...weightedSpread(stood) };
}

/** The price that stands now: the last accepted one. */
export const standingLevel = (state: DetectorState): Level | undefined => state.levels.at(-1);

/** The accepted level nearest to `minor` by ratio, among the last 30 days' and the remembered older ones. */
export function nearestLevelMinor(state: DetectorState, minor: number): number {
  let nearest = Number.NaN;
  let factor = Number.POSITIVE_INFINITY;
  const consider = (other: number) => {
    const gap = minor > other ? minor / other : other / minor;
    if (gap >= factor) return;
    factor = gap;
    nearest = other;
  };
  for (const entry of state.levels) consider(entry.minor);
  for (const entry of state.known) consider(entry.minor);
  return nearest;
}

/** How long the offer has stood within `tolerance` (ln) of `minor`, as far as it is remembered. */
export function stoodMs(state: DetectorState, minor: number, atMs: number, tolerance: number): number {
  const near = (other: number) => Math.abs(Math.log(minor / other)) <= tolerance;
  let total = 0;
  for (const [index, entry] of state.levels.entries())
    if (near(entry.minor)) total += (entry.untilMs ?? state.levels[index + 1]?.fromMs ?? atMs) - entry.fromMs;
  for (const entry of state.known) if (near(entry.minor)) total += entry.stoodMs;
  return total;
}

/** Adds a level that left the 30 days to the remembered ones; the one that stood shortest makes room. */
function remember(known: readonly KnownLevel[], minor: number, stoodMs: number, lastAtMs: number): KnownLevel[] {
  const same = known.find((entry) => entry.minor === minor);
  const others = known.filter((entry) => entry !== same);
  const entry = { minor, stoodMs: (same?.stoodMs ?? 0) + stoodMs, lastAtMs };
  if (others.length < maxKnownLevels) return [...others, entry];
  const shortest = others.reduce((least, other) => (other.stoodMs < least.stoodMs ? other : least));
  return [...others.filter((other) => other !== shortest), entry];
}

/** Joins the two neighbours that stood shortest together; the longer one names the price, the lowest is kept. */
function coarsen(levels: readonly Level[], atMs: number): Level[] {
  let at = 0;
  let shortest = Number.POSITIVE_INFINITY;
  for (let index = 0; index + 2 < levels.length; index += 1) {
    const spanMs = (levels[index + 2]?.fromMs ?? atMs) - (levels[index]?.fromMs ?? atMs);
    if (spanMs < shortest) {
      shortest = spanMs;
      at = index;
    }
  }
  const [first, second] = [levels[at], levels[at + 1]];
  if (first === undefined || second === undefined) return [...levels];
  const firstStoodMs = second.fromMs - first.fromMs;
  const longer = firstStoodMs * 2 >= shortest ? first : second;
  const lowMinor = Math.min(first.lowMinor ?? first.minor, second.lowMinor ?? second.minor);
  return [...levels.slice(0, at), { minor: longer.minor, fromMs: first.fromMs, lowMinor }, ...levels.slice(at + 2)];
}

/** The state after the standing price was last known to stand at `untilMs`; it has to be seen again to stand on. */
export function endStanding(state: DetectorState, untilMs: number): DetectorState {
  const standing = standingLevel(state);
  if (standing === undefined || standing.untilMs !== undefined) return state;
  return { ...state, levels: [...state.levels.slice(0, -1), { ...standing, untilMs }] };
}

/** Weight of the newest change in the typical step: about the last ten changes count. */
const stepWeight = 0.1;

/** The state after `minor` was accepted as the price standing since `fromMs`. A repeated price changes nothing. */
export function acceptLevel(state: DetectorState, minor: number, fromMs: number): DetectorState {
  const standing = standingLevel(state);
  if (standing?.minor === minor && standing.untilMs === undefined) return state;
  let levels = [...state.levels, { minor, fromMs }];
  let known: readonly KnownLevel[] = state.known;
  const windowFromMs = fromMs - windowMs;
  while (levels.length > 1 && (levels[1]?.fromMs ?? fromMs) <= windowFromMs) {
    const [oldest, next] = levels;
    if (oldest === undefined || next === undefined) break;
    const endMs = oldest.untilMs ?? next.fromMs;
    known = remember(known, oldest.minor, endMs - oldest.fromMs, endMs);
    levels = levels.slice(1);
  }
  if (levels.length > maxLevels) levels = coarsen(levels, fromMs);
  const step = standing === undefined ? 0 : Math.abs(Math.log(minor / standing.minor));
  const stepScale = step === 0 ? state.stepScale : state.stepScale + stepWeight * (step - state.stepScale);
  return { ...state, levels, known: [...known], stepScale };
}
