import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Hundreds of runs, or whole servers started and killed: begun last, one of these would end alone. */
const long = /\/test\/(crash|local|browser|adapters\/page-workers)\b/;

/** Vitest knows durations only where it has run before; everywhere else it would go by the size of the files. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

const isLong = ({ moduleId }: TestSpecification) => long.test(moduleId);
