import { importsOf, sourceFiles } from './source-files.ts';

/** Which files import a file, types aside. */
export type Importers = ReadonlyMap<string, readonly string[]>;

const isTest = (file: string) => file.endsWith('.test.ts');
/** They need more than Node. */
const isOfAnotherProject = (file: string) => /\.(emulator|bench)\.test\.ts$/.test(file);

/** Of the project as it lies there. */
export function readImporters(): Importers {
  const files = ['functions', 'shared', 'infra', 'test'].flatMap(sourceFiles);
  const imports = files.flatMap((file) => importsOf(file, { types: false })).filter(({ isOurs }) => isOurs);
  return new Map(
    [...Map.groupBy(imports, ({ target }) => target)].map(([target, of]) => [target, of.map(({ from }) => from)]),
  );
}

/**
 * The tests that know a changed file best: itself, or those on the shortest ways of imports to it. What is imported
 * everywhere is tested by a few of its own, not by all tests there are.
 */
export function nearestTests(changed: readonly string[], importers: Importers): string[] {
  const nearest = changed.flatMap((file) => {
    const seen = new Set([file]);
    for (let ring = [file]; ring.length > 0; ) {
      const tests = ring.filter((each) => isTest(each) && !isOfAnotherProject(each));
      if (tests.length > 0) return tests;
      ring = ring.flatMap((each) => importers.get(each) ?? []).filter((each) => !seen.has(each));
      ring = [...new Set(ring)];
      for (const each of ring) seen.add(each);
    }
    return [];
  });
  return [...new Set(nearest)].sort();
}
