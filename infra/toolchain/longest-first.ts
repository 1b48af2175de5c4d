import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Hundreds of runs, then whole servers started and killed: begun last, one of these would end alone. */
const long = [
  /\/test\/crash\/(killed|redelivered)/,
  /\/test\/(crash|local|browser|pipeline|bundles|adapters\/page-workers)\b/,
];

/** Vitest knows durations only where it has run before; everywhere else it would go by the size of the files. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((left, right) => rank(left) - rank(right));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const found = long.findIndex((pattern) => pattern.test(moduleId));
  return found < 0 ? long.length : found;
}
