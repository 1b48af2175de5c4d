import type { PriceRole } from './extraction.ts';

export type Extractor =
  | 'json-ld'
  | 'microdata'
  | 'rdfa'
  | 'meta'
  | 'embedded-state'
  | 'retailer-selector'
  | 'visible-text';

/** One amount found on a page, before anything is decided. */
export interface Candidate {
  readonly extractor: Extractor;
  /** Where on the page, for people: a JSON path, a selector, an element. */
  readonly source: string;
  readonly role: PriceRole;
  /** Major units. */
  readonly amount: number;
  /** ISO 4217; absent where neither the source nor its surroundings say. */
  readonly currency?: string;
  /** How much this source is worth by itself, 0–1. */
  readonly trust: number;
  /** The other amount that the same text may mean (`1.299`: 1.299 or 1299), where only other sources can tell. */
  readonly otherwise?: number;
  /** One of several amounts alike beside each other: sizes, sellers, amounts to choose from. */
  readonly isChoice?: boolean;
}
