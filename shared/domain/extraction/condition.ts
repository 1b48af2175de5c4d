import type { ProductFacts } from '../observation/facts.ts';
import { localName } from './schema-item.ts';

type Condition = NonNullable<ProductFacts['condition']>;

const words: readonly (readonly [Condition, RegExp])[] = [
  [
    'refurbished',
    /refurb|renewed|reconditioned|remanufactured|reacondicionad|recondicionad|ricondizionat|reconditionn|generalüberholt|erneuert|repasovan|odnowion|recertified/i,
  ],
  ['damaged', /damaged|defekt|for parts|non working|b-ware|beschädigt/i],
  [
    'used',
    /\bused\b|pre-?owned|second[- ]?hand|gebraucht|d.occasion|segunda mano|\busato\b|\busad[oa]s?\b|seminov|begagnad|použit|używan|б\/у|中古/i,
  ],
  ['new', /^\W*(brand )?new\b|\bnew (with|without|other)|^\W*(neu|neuf|nuevo|nuovo|novo|nový|nowy|nieuw|новый)\b/i],
];

/** schema.org's OfferItemCondition, else what the shop's own words say. */
export function conditionOfTerm(term: string | undefined): Condition | undefined {
  if (term === undefined) return undefined;
  const name = localName(term);
  if (name.startsWith('newcondition')) return 'new';
  if (name.startsWith('usedcondition')) return 'used';
  if (name.startsWith('refurbishedcondition')) return 'refurbished';
  if (name.startsWith('damagedcondition')) return 'damaged';
  return words.find(([, pattern]) => pattern.test(term))?.[0];
}

/** A title names the condition only where it is not new. */
export function conditionOfTitle(title: string): Condition | undefined {
  return words.find(([condition, pattern]) => condition === 'refurbished' && pattern.test(title))?.[0];
}
