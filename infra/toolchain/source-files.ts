import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** One import of a source file: a path within the project, or a package's or built-in module's name. */
export interface Import {
  readonly from: string;
  readonly target: string;
  readonly isOurs: boolean;
}

/** The TypeScript files below a folder of the project, as paths from its root. */
export function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

/** Static and dynamic imports of a file; imports of types alone are left out on request, because they vanish. */
export function importsOf(file: string, options: { readonly types: boolean }): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const statements = text.matchAll(
    /^\s*(import|export)\s(?<type>type\s)?[^;]*?from\s+'(?<static>[^']+)'|import\('(?<dynamic>[^']+)'\)/gm,
  );
  return [...statements].flatMap(({ groups }) => {
    const specifier = groups?.static ?? groups?.dynamic;
    if (!specifier || (groups?.type && !options.types)) return [];
    const isOurs = specifier.startsWith('.');
    return [{ from: file, target: isOurs ? normalize(join(dirname(file), specifier)) : packageOf(specifier), isOurs }];
  });
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
