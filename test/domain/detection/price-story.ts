import { type DetectorInput, detect } from '../../../shared/domain/detection/detect.ts';
import type { DetectorState } from '../../../shared/domain/detection/detector-state.ts';
import type { ShopWatch } from '../../../shared/domain/detection/shop-watch.ts';
import type { Resolution, Verdict } from '../../../shared/domain/detection/verdict.ts';

export const dayMs = 86_400_000;
const startMs = Date.UTC(2026, 0, 1);

/** The instant `days` after the story's first day. */
export const day = (days: number): number => Math.round(startMs + days * dayMs);

interface Told {
  readonly state: DetectorState;
  readonly verdict: Verdict;
  readonly verdicts: readonly Verdict[];
  readonly resolutions: readonly Resolution[];
}

/** What the detector says of observations in order; the verdict and the state are those after the last one. */
export function tell(inputs: readonly DetectorInput[], shop?: ShopWatch): Told {
  let state: DetectorState | undefined;
  const verdicts: Verdict[] = [];
  const resolutions: Resolution[] = [];
  for (const input of inputs) {
    const detection = detect(state, input, shop);
    state = detection.state;
    verdicts.push(detection.verdict);
    if (detection.resolution) resolutions.push(detection.resolution);
  }
  const verdict = verdicts.at(-1);
  if (state === undefined || verdict === undefined) throw new Error('a story needs an observation');
  return { state, verdict, verdicts, resolutions };
}

/** Daily observations of these prices, from the first day on. */
export const daily = (...prices: readonly number[]): DetectorInput[] =>
  prices.map((minor, index) => ({ atMs: day(index), minor }));

/** One price standing for `days` days, looked at daily. */
export const standing = (minor: number, days: number): number[] => Array.from({ length: days }, () => minor);
