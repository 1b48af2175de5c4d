import { currencyDecimals, isCurrencyCode } from '../money/currencies.ts';
import type { Candidate } from './candidate.ts';
import type { PriceRole } from './extraction.ts';
import { machineAmount } from './machine-amount.ts';
import type { PageContext } from './page-context.ts';
import { isJsonObject, type JsonObject, type JsonValue, readRelaxedJson } from './relaxed-json.ts';
import { normalisedName } from './same-name.ts';
import { readScriptData } from './script-data.ts';
import {
  amountKeys,
  currencyKeys,
  idKeys,
  nameKeys,
  oldPriceKeys,
  otherProductKeys,
  plainKey,
  priceContainers,
  roleOfKey,
} from './state-keys.ts';

const MAX_NODES = 150_000;
const MAX_CANDIDATES = 60;
const MAX_DEPTH = 24;

/**
 * Prices in the data that a page carries for its own scripts (Next, Nuxt, dataLayer, Shopify, Magento and whatever else
 * names its keys plainly). Only objects that are the page's product count: by name, by an id in the address, or because
 * an analytics call says that this product is being viewed.
 */
export function readEmbeddedState(
  context: PageContext,
  titles: readonly string[],
  currencyHint: string | undefined,
): Candidate[] {
  const walk = new StateWalk(
    context,
    titles.map(normalisedName).filter((title) => title.length >= 3),
    currencyHint,
  );
  for (const value of readScriptData(context.tree.scripts)) walk.visit(value, 'script', 0, false);
  return walk.candidates;
}

class StateWalk {
  readonly candidates: Candidate[] = [];
  readonly #context: PageContext;
  readonly #titles: readonly string[];
  readonly #currencyHint: string | undefined;
  #nodes = 0;

  constructor(context: PageContext, titles: readonly string[], currencyHint: string | undefined) {
    this.#context = context;
    this.#titles = titles;
    this.#currencyHint = currencyHint;
  }

  visit(value: JsonValue, path: string, depth: number, viewed: boolean): void {
    this.#nodes += 1;
    if (this.#nodes > MAX_NODES || depth > MAX_DEPTH || this.candidates.length >= MAX_CANDIDATES) return;
    if (typeof value === 'string') {
      if (value.length > 100 && /^\s*[{[]/.test(value) && /price/i.test(value)) {
        const nested = readRelaxedJson(value);
        if (nested !== undefined) this.visit(nested.value, `${path}(text)`, depth + 1, viewed);
      }
      return;
    }
    if (Array.isArray(value)) {
      const alone = value.length === 1;
      for (const [index, entry] of value.entries()) this.visit(entry, `${path}[${index}]`, depth + 1, viewed && alone);
      return;
    }
    if (isJsonObject(value)) this.#visitObject(value, path, depth, viewed || saysViewed(value));
  }

  #visitObject(object: JsonObject, path: string, depth: number, viewed: boolean): void {
    const own = viewed || this.#isPageProduct(object);
    if (own) this.#collect(object, path, currencyIn(object) ?? this.#currencyHint, 0, undefined);
    for (const [key, value] of Object.entries(object)) {
      if (typeof value !== 'object' && typeof value !== 'string') continue;
      if (value === null || otherProductKeys.test(key)) continue;
      this.visit(
        value,
        `${path}.${key}`,
        depth + 1,
        viewed || /^(detail|viewitem|view_item|productdetail)$/i.test(key),
      );
    }
  }

  #isPageProduct(object: JsonObject): boolean {
    for (const [key, value] of Object.entries(object)) {
      if (typeof value !== 'string' && typeof value !== 'number') continue;
      const plain = plainKey(key);
      if (nameKeys.has(plain)) {
        const name = normalisedName(String(value).slice(0, 300));
        if (
          this.#titles.some(
            (title) =>
              name.length >= 3 &&
              (name === title ||
                (name.length > 0.6 * title.length && title.includes(name)) ||
                (title.length > 0.6 * name.length && name.includes(title))),
          )
        )
          return true;
      } else if (idKeys.has(plain) && this.#isInAddress(String(value))) return true;
    }
    return false;
  }

  #isInAddress(id: string): boolean {
    if (id.length < 5 || id.length > 80 || !/\d/.test(id)) return false;
    const { path } = this.#context;
    const at = path.indexOf(id.toLowerCase());
    if (at === -1) return false;
    return !/[a-z0-9]/.test(path[at - 1] ?? '') && !/[a-z0-9]/.test(path[at + id.length] ?? '');
  }

  #collect(
    object: JsonObject,
    path: string,
    currency: string | undefined,
    level: number,
    container: PriceRole | undefined,
  ): void {
    for (const [key, value] of Object.entries(object)) {
      if (value === null || otherProductKeys.test(key)) continue;
      const named = roleOfKey(key) ?? (level > 0 && oldPriceKeys.has(plainKey(key)) ? 'list' : undefined);
      // A price inside `listPrice` or `unitPrice` is one of those, whatever it is called there.
      const role = container !== undefined && named === 'current' ? container : named;
      if (role !== undefined && (typeof value === 'number' || typeof value === 'string'))
        this.#add(value, role, `${path}.${key}`, currency);
      else if (isJsonObject(value) && (role !== undefined || priceContainers.has(plainKey(key))) && level < 3) {
        this.#collectAmount(value, role ?? 'current', `${path}.${key}`, currencyIn(value) ?? currency);
        this.#collect(
          value,
          `${path}.${key}`,
          currencyIn(value) ?? currency,
          level + 1,
          role === 'current' ? container : (role ?? container),
        );
      }
    }
  }

  #collectAmount(object: JsonObject, role: PriceRole, path: string, currency: string | undefined): void {
    for (const [key, value] of Object.entries(object)) {
      if (!amountKeys.has(plainKey(key)) || roleOfKey(key) !== undefined) continue;
      if (typeof value === 'number' || typeof value === 'string') this.#add(value, role, `${path}.${key}`, currency);
    }
  }

  #add(value: string | number, role: PriceRole, source: string, currency: string | undefined): void {
    const reading = machineAmount(value, {
      ...(currency === undefined ? {} : { currencyHint: currency }),
      ...(this.#context.locale === undefined ? {} : { locale: this.#context.locale }),
    });
    if (reading === undefined) return;
    const known = currency ?? reading.currency;
    const decimals = known !== undefined && isCurrencyCode(known) ? currencyDecimals(known) : 2;
    // Shops' own data often counts in cents; a whole number alone cannot tell.
    const inMinorUnits =
      /^\d{3,}$/.test(String(value)) && decimals > 0 ? reading.amount / 10 ** decimals : reading.otherwise;
    this.candidates.push({
      extractor: 'embedded-state',
      source: source.length > 120 ? `…${source.slice(-119)}` : source,
      role,
      amount: reading.amount,
      trust: 0.7,
      ...(known === undefined ? {} : { currency: known }),
      ...(inMinorUnits === undefined ? {} : { otherwise: inMinorUnits }),
    });
  }
}

/** Analytics calls that report one product being looked at. */
function saysViewed(object: JsonObject): boolean {
  const { event, ecomm_pagetype: pageType, dynx_pagetype: dynamicType } = object;
  if (typeof event === 'string' && /^(view_?item|product_?(detail|view)|viewcontent|view_product)/i.test(event))
    return true;
  return [pageType, dynamicType].some((type) => typeof type === 'string' && /^(product|offerdetail|item)/i.test(type));
}

function currencyIn(object: JsonObject): string | undefined {
  for (const [key, value] of Object.entries(object)) {
    if (typeof value === 'string' && currencyKeys.has(plainKey(key)) && isCurrencyCode(value.toUpperCase()))
      return value.toUpperCase();
  }
  return undefined;
}
