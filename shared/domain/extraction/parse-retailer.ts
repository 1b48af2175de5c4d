import { compile } from 'css-select';
import type * as z from 'zod';
import { describeIssue } from '../input/describe-issue.ts';
import { isCurrencyCode } from '../money/currencies.ts';
import { pageTreeAdapter } from './page-tree-adapter.ts';
import { type Retailer, retailer } from './retailer.ts';

/** The schema, and what would otherwise fail only when a page is read: too slow for the files that come with PriceHawk. */
const checkedRetailer = retailer.superRefine((value, context) => {
  const refuse = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message });
  for (const [i, host] of value.hosts.entries()) {
    if (!/^(\*\.)?[a-z0-9.-]+$/.test(host))
      refuse(['hosts', i], 'a host name in lower case, *. before it for subdomains');
  }
  if (value.hosts.length === 0 && value.id !== 'generic') refuse(['hosts'], 'at least one host name');
  if (value.currency !== undefined && !isCurrencyCode(value.currency)) refuse(['currency'], 'a code of ISO 4217');
  if (value.locale !== undefined && !isLocale(value.locale)) refuse(['locale'], 'a language tag, such as en-GB');
  if (value.pacing.maxDelayMs < value.pacing.minDelayMs) refuse(['pacing', 'maxDelayMs'], 'minDelayMs or more');
  for (const [field, { selectors, validator }] of Object.entries(value.fields)) {
    if (!works(() => new RegExp(validator, 'iu'))) refuse(['fields', field, 'validator'], 'a regular expression');
    for (const [i, { selector }] of selectors.entries()) {
      if (!works(() => compile(selector, { adapter: pageTreeAdapter })))
        refuse(['fields', field, 'selectors', i, 'selector'], 'a CSS selector');
    }
  }
}) satisfies z.ZodType<Retailer>;

/**
 * The shop that a retailer file describes, or one line that names the file, the key, what was found and what is allowed.
 */
export function parseRetailer(
  text: string,
  fileName: string,
): { readonly ok: true; readonly retailer: Retailer } | { readonly ok: false; readonly error: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return {
      ok: false,
      error: `${fileName}: not valid JSON: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
  const parsed = checkedRetailer.safeParse(value);
  if (!parsed.success) {
    return { ok: false, error: `${fileName}: ${describeIssue(parsed.error, value)}` };
  }
  return { ok: true, retailer: parsed.data };
}

function isLocale(tag: string): boolean {
  return works(() => Intl.getCanonicalLocales(tag));
}

function works(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
