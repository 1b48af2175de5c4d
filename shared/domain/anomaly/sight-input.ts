import type { DetectorInput } from '../detection/detect.ts';
import { evidenceOf } from '../detection/evidence-of.ts';
import type { Silence } from '../observation/looks.ts';
import type { Observation } from '../observation/observation.ts';
import type { Comparison } from '../offer/comparison.ts';

/** An observation as the detector takes it; undefined where it shows no price. */
export function inputOf({
  observation,
  silences,
  comparison,
}: {
  readonly observation: Observation;
  readonly silences: readonly Silence[];
  readonly comparison: Comparison;
}): DetectorInput | undefined {
  const { price, checkedAtMs: atMs } = observation;
  if (!price) return undefined;
  const evidence = { ...evidenceOf(observation), ...comparison };
  return { atMs, minor: price.minor, currency: price.currency, evidence, silences };
}
