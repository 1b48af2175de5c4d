import type { DetectorInput } from '../detection/detect.ts';
import { evidenceOf } from '../detection/evidence-of.ts';
import type { Silence } from '../observation/looks.ts';
import type { Observation } from '../observation/observation.ts';

/** An observation as the detector takes it; undefined where it shows no price. */
export function inputOf({
  observation,
  silences,
}: {
  readonly observation: Observation;
  readonly silences: readonly Silence[];
}): DetectorInput | undefined {
  const { price, checkedAtMs: atMs } = observation;
  return price
    ? { atMs, minor: price.minor, currency: price.currency, evidence: evidenceOf(observation), silences }
    : undefined;
}
