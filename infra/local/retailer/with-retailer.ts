/** The source of shared/retailers/built-in.ts with one more shop: its import and its place in the list, both in order. */
export function withRetailer(source: string, id: string): string {
  const name = id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const isDigitFirst = /^\d/.test(name);
  const identifier = isDigitFirst ? `shop${name}` : name;
  const line = `import ${identifier} from './${id}.json' with { type: 'json' };`;
  const imports = source.match(/^import \w+ from '\.\/[\w-]+\.json'.*$/gm) ?? [];
  const after = imports.findLast((each) => pathOf(each) < `./${id}.json`);
  const inserted =
    after === undefined
      ? source.replace(imports[0] ?? '', `${line}\n${imports[0]}`)
      : source.replace(after, `${after}\n${line}`);
  return inserted.replace(/\[\n((?: {2}\w+,\n)+)\]/, (_, list: string) => {
    const names = [
      ...list
        .trim()
        .split(/,\s*/)
        .filter((each) => each !== ''),
      identifier,
    ].toSorted();
    return `[\n${names.map((each) => `  ${each},\n`).join('')}]`;
  });
}

function pathOf(importLine: string): string {
  return /'(\.\/[^']+)'/.exec(importLine)?.[1] ?? '';
}
