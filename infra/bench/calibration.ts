/** A price that was claimed with a confidence, and whether it was right; null where the answer is not known. */
export interface Claim {
  readonly confidence: number;
  readonly right: boolean | null;
}

const BANDS = 10;

/** How often prices claimed with one confidence were right: a line for each tenth that occurs, lowest first. */
export function calibrationTable(claims: readonly Claim[]): string {
  const lines = Array.from({ length: BANDS }, (_, band) => {
    const claimed = claims.filter(({ confidence }) => Math.min(BANDS - 1, Math.floor(confidence * BANDS)) === band);
    if (claimed.length === 0) return [];
    const known = claimed.filter(({ right }) => right !== null);
    const right = known.filter((claim) => claim.right === true).length;
    const name = `${(band / BANDS).toFixed(1)}–${((band + 1) / BANDS).toFixed(1)}`;
    const share = known.length === 0 ? 'no answers' : `${right} of ${known.length} right`;
    return [`  ${name}   ${String(claimed.length).padStart(4)} claimed   ${share}`];
  }).flat();
  return ['confidence', ...lines, ''].join('\n');
}
