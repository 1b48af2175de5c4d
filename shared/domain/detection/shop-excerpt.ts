import { relatedBins, type ShopWatch } from './shop-watch.ts';

/** The part of a shop's record that a judgement of this move looks at: small enough to be kept with its evidence. */
export function shopExcerpt(watch: ShopWatch, fromMinor: number, toMinor: number): ShopWatch {
  const { ratios, values } = watch;
  return {
    ...watch,
    ratios: only(ratios, relatedBins(toMinor / fromMinor)),
    values: only(values, [String(toMinor)]),
  };
}

function only<T>(entries: Readonly<Record<string, T>>, keys: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).filter(([key]) => keys.includes(key)));
}
