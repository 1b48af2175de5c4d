/** Letters and digits only, in lower case. */
export function normalisedName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

/** Whether two titles name the same thing: one holds the other, as `Acme Mug` and `Acme Mug | Shop` do. */
export function sameName(a: string, b: string): boolean {
  const [short, long] = [normalisedName(a), normalisedName(b)].toSorted((x, y) => x.length - y.length);
  return short !== undefined && long !== undefined && short.length >= 3 && long.includes(short);
}
