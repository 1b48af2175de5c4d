import * as z from 'zod';

/** The ways to get a page: plain HTTP, a browser of our own, Jina's Reader service. */
export const strategy = z.enum(['http', 'browser', 'jina']);
export type Strategy = z.infer<typeof strategy>;

/** A way that showed prices, and since when that is known. */
export const rememberedWay = z.object({ strategy, sinceMs: z.number() });
export type RememberedWay = Readonly<z.infer<typeof rememberedWay>>;

/** After so long a costlier way is no longer taken for granted: the cheaper ones may work again. */
const rememberedForMs = 86_400_000;

export const isRemembered = ({ sinceMs }: RememberedWay, nowMs: number) => nowMs - sinceMs < rememberedForMs;

interface KnownOfOffer {
  /** The way that showed a price when its shop's usual one did not. */
  readonly readBy?: RememberedWay | undefined;
  /** When all ways were last tried in vain. */
  readonly inVainAtMs?: number | undefined;
}

/**
 * The ways to try for one offer, one after the other until one shows a price. A scheduled look begins with the way that
 * worked last and goes on to costlier ones, but only once a day where none of them helped. A second look comes another
 * way than the first did, where there is one, and only then the same way again.
 * @param allowed the retailer's ways that are available here, cheapest first
 * @param shop what works for the shop as a whole
 */
export function waysToTry(
  allowed: readonly Strategy[],
  shop: RememberedWay,
  { readBy, inVainAtMs }: KnownOfOffer,
  purpose: 'scheduled' | 'confirm',
  nowMs: number,
): readonly Strategy[] {
  const own = readBy && isRemembered(readBy, nowMs) && readBy.sinceMs > shop.sinceMs ? readBy : shop;
  const usual = Math.max(0, allowed.indexOf(own.strategy));
  if (purpose === 'confirm') return [...allowed.slice(usual + 1), ...allowed.slice(usual, usual + 1)];
  const wasInVain = inVainAtMs !== undefined && nowMs - inVainAtMs < rememberedForMs;
  return allowed.slice(usual, wasInVain ? usual + 1 : undefined);
}

/**
 * The way to remember for the whole shop after an offer was read `by` one: a cheaper way at once, a costlier one as
 * soon as no other offer is still read the usual way. Undefined while everything stays as it is.
 */
export function wayLearnt(
  allowed: readonly Strategy[],
  shop: RememberedWay,
  by: RememberedWay,
  othersReadAsUsual: boolean,
): RememberedWay | undefined {
  const change = allowed.indexOf(by.strategy) - allowed.indexOf(shop.strategy);
  return change < 0 || !othersReadAsUsual ? by : undefined;
}
