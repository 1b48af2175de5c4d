import * as z from 'zod';

/**
 * An amount of one currency. `minor` is a whole number of the currency's smallest unit (cents for EUR, yen for JPY,
 * fils for KWD), `currency` an ISO 4217 code. Amounts of different currencies are never compared or added.
 */
export const money = z.object({ minor: z.int(), currency: z.string().regex(/^[A-Z]{3}$/) });
export type Money = Readonly<z.infer<typeof money>>;
