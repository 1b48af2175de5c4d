import * as z from 'zod';
import { strategy } from '../fetching/strategy.ts';

const selectorRule = z.object({
  /** CSS selector of the element that carries the value. */
  selector: z.string().min(1),
  /** Attribute to read; the element's text where absent. */
  attribute: z.string().optional(),
});

/** The first selector is the primary one, the others are tried in order when it matches nothing valid. */
const selectorField = z.object({
  selectors: z.array(selectorRule).min(3),
  /** Regular expression the text must match to count, e.g. a currency sign for prices. */
  validator: z.string(),
});

/**
 * One shop as data: how to reach it and where its pages say what. The files are shared/retailers/<id>.json; what takes
 * more than a look at each value to check is checked by parse-retailer.ts.
 */
export const retailer = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  name: z.string(),
  /** Host names served by this file; a leading `*.` covers subdomains. `generic` alone has none. */
  hosts: z.array(z.string()),
  /** The ways its pages may be had, cheapest first. */
  strategies: z.array(strategy).min(1),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  locale: z.string().optional(),
  pacing: z.strictObject({
    /** Random pause between two requests to one host, milliseconds. */
    minDelayMs: z.int().min(0),
    maxDelayMs: z.int().min(0),
    concurrency: z.int().min(1),
  }),
  /** The pool of proxies (PROXY_POOLS) through which its pages are asked for; a browser of our own is not used then. */
  proxyPool: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .optional(),
  robots: z.enum(['honour', 'ignore']),
  checkEveryMinutes: z.int().min(1),
  fields: z.partialRecord(
    z.enum(['price', 'listPrice', 'title', 'availability', 'brand', 'sku', 'gtin', 'image', 'seller', 'condition']),
    selectorField,
  ),
});
export type Retailer = Readonly<z.infer<typeof retailer>>;
