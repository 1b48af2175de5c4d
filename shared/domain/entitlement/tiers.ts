/** What a tier gives: how long after its confirmation a deal is told, and how many a day at most. */
export interface Entitlements {
  readonly delayMs: number;
  readonly mostPerDay: number;
}

const minuteMs = 60_000;

/** The one table of what each tier gives. */
export const entitlements = {
  free: { delayMs: 15 * minuteMs, mostPerDay: 20 },
  pro: { delayMs: 0, mostPerDay: 200 },
} as const satisfies Readonly<Record<string, Entitlements>>;

export type Tier = keyof typeof entitlements;
export const tiers = ['free', 'pro'] as const satisfies readonly Tier[];
