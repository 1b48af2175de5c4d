import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';
import { root, sourceFiles } from '../../infra/toolchain/source-files.ts';

const files = [...['functions', 'infra', 'shared', 'test'].flatMap(sourceFiles), 'vitest.config.ts'];
const textOf = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));

/** `file#name` of everything a file imports from another one of ours; of what it loads later, every name it mentions. */
function importsIn(file: string, text: string): string[] {
  const placeOf = (from: string | undefined) => normalize(join(dirname(file), from ?? ''));
  const now = text.matchAll(/import\s+(?:type\s+)?\{(?<names>[^}]*)\}\s+from\s+'(?<from>\.[^']+)'/g);
  const later = text.matchAll(/\bimport\('(?<from>\.[^']+)'\)/g);
  return [
    ...[...now].flatMap(({ groups }) => {
      const names = (groups?.names ?? '').split(',').map((part) => /^\s*(?:type\s+)?(\w+)/.exec(part)?.[1]);
      return names.map((name) => `${placeOf(groups?.from)}#${name}`);
    }),
    ...[...later].flatMap(({ groups }) => {
      const place = placeOf(groups?.from);
      return valuesOf(textOf.get(place) ?? '').flatMap((name) =>
        new RegExp(`\\b${name}\\b`).test(text) ? [`${place}#${name}`] : [],
      );
    }),
  ];
}

/** Names of the values a file exports; types that describe them may be exported for their own sake. */
const valuesOf = (text: string): string[] =>
  [...text.matchAll(/^export (?:async )?(?:const|function\*?|class|abstract class) (?<name>\w+)/gm)].map(
    ({ groups }) => groups?.name ?? '',
  );

it('exports of values are used by another file: what only one file needs is its own, what none needs is gone', () => {
  const imported = new Set([...textOf].flatMap(([file, text]) => importsIn(file, text)));
  // What is started by its name: cloud entries, and the setup that vitest's configuration names.
  const isEntry = (file: string) => /^functions\/[^/]+\/index\.ts$|^test\/emulators\/global-setup\.ts$/.test(file);
  const unused = [...textOf].flatMap(([file, text]) =>
    isEntry(file) ? [] : valuesOf(text).map((name) => `${file}#${name}`),
  );
  expect(unused.filter((place) => !imported.has(place))).toEqual([]);
});
