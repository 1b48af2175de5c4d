import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Import, importsOf, root, sourceFiles } from '../../infra/toolchain/source-files.ts';

const domain = sourceFiles('shared/domain');
const messages = sourceFiles('shared/messages');
const documents = sourceFiles('shared/documents');
const ports = sourceFiles('shared/ports');
const runtime = sourceFiles('shared/runtime');
const adapters = sourceFiles('shared/adapters');
const functions = sourceFiles('functions');
const infra = sourceFiles('infra');

const importsOfAll = (files: readonly string[], types = true) => files.flatMap((file) => importsOf(file, { types }));
const shown = ({ from, target }: Import) => `${from} imports ${target}`;

describe('layers', () => {
  it('keep the pure folders to each other and to pure libraries', () => {
    const pureFolders = ['shared/domain/', 'shared/messages/', 'shared/documents/', 'shared/ports/'];
    // node:crypto for hashing alone: a function of its input.
    const pureLibraries = ['zod', 'htmlparser2', 'css-select', 'css-what', 'domutils', 'domhandler', 'node:crypto'];
    const wrong = importsOfAll([...domain, ...messages, ...documents, ...ports]).filter(({ target, isOurs }) =>
      isOurs ? !pureFolders.some((folder) => target.startsWith(folder)) : !pureLibraries.includes(target),
    );
    expect(wrong.map(shown)).toEqual([]);
  });

  it('leave packages that do I/O or name a vendor to the adapters', () => {
    // jose signs and checks; it fetches nothing unless told to. zlib is a function of its input, like hashing.
    const harmless = ['zod', 'hono', 'jose', 'node:crypto', 'node:zlib'];
    const wrong = importsOfAll([...runtime, ...functions]).filter(
      ({ target, isOurs }) => !isOurs && !harmless.includes(target),
    );
    expect(wrong.map(shown)).toEqual([]);
  });

  it('let only the wiring of a function choose adapters', () => {
    const wrong = importsOfAll([...runtime, ...functions, ...domain]).filter(
      ({ from, target }) => target.startsWith('shared/adapters/') && !/^functions\/[^/]+\/(wire|index)\.ts$/.test(from),
    );
    expect(wrong.map(shown)).toEqual([]);
  });

  it('let only the cloud entries know Google Cloud’s platform, and only the local runner the embedded one', () => {
    const cloudEntry = /^shared\/adapters\/cloud-(message|http)-function\.ts$/;
    const wrong = importsOfAll([...runtime, ...functions, ...adapters, ...infra]).filter(
      ({ from, target }) =>
        (target.endsWith('/google-cloud-platform.ts') && !cloudEntry.test(from)) ||
        (cloudEntry.test(target) && !/^functions\/[^/]+\/index\.ts$/.test(from)) ||
        (target.endsWith('/embedded-platform.ts') && !from.startsWith('infra/')),
    );
    expect(wrong.map(shown)).toEqual([]);
  });

  it('keep functions apart from each other', () => {
    const nameOf = (path: string) => path.split('/')[1];
    const wrong = importsOfAll(functions).filter(
      ({ from, target }) => target.startsWith('functions/') && nameOf(from) !== nameOf(target),
    );
    expect(wrong.map(shown)).toEqual([]);
  });

  it('have no clock and no chance in the pure folders', () => {
    const impure = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(|\bprocess\.|\bsetTimeout\(/;
    const wrong = [...domain, ...messages, ...documents, ...ports].filter((file) =>
      impure.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(wrong).toEqual([]);
  });

  it('write subscribers in one place alone, which keeps the audience index in step', () => {
    const writers = [...domain, ...documents, ...runtime, ...adapters, ...functions, ...infra].filter((file) =>
      /\bsubscribers\.(create|set|update|delete)\(/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(writers).toEqual(['shared/domain/audience/change-subscriber.ts', 'shared/domain/audience/reindex.ts']);
  });
});
