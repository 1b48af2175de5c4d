import { normalisePriceText } from './normalise-price-text.ts';
import { decideNumber, type NumberDecision, type NumberEvidence } from './number-style.ts';
import { chooseAmount, type PriceAmount, priceAmounts } from './price-amounts.ts';
import type { PriceReading, PriceTextContext } from './price-text.ts';
import { isFree, isOnRequest, rangeJoin } from './price-words.ts';
import { currenciesOfHint, resolveCurrency } from './resolve-currency.ts';
import { siblingSeparator } from './sibling-separator.ts';

/**
 * Reads the price that `text` states, as a shop anywhere in the world writes it: the first current one where there are
 * several, the lower end of a range. Never throws; looks at the first 1,000 characters.
 */
export function readPrice(text: string, context: PriceTextContext = {}): PriceReading {
  const clean = normalisePriceText(text);
  const hinted = currenciesOfHint(context.currencyHint);
  const { amounts, strayMark } = priceAmounts(clean);
  const chosen = chooseAmount(amounts, clean, hinted.length > 0);
  const upper = chosen && rangeEnd(chosen, amounts[amounts.indexOf(chosen) + 1]);
  const mark = chosen?.mark ?? upper?.mark ?? strayMark;
  const possible = mark?.codes ?? hinted;
  const currency = resolveCurrency(mark, hinted, context.locale);
  const base = currency === null && possible.length > 1 ? { currency, ambiguous: 'currency' as const } : { currency };
  if (!chosen) return { ...base, ...withoutAmount(clean, amounts) };

  const evidence = () => evidenceOf(context, currency, possible);
  const low = decide(chosen, upper?.factor, evidence);
  const high = upper && decide(upper, undefined, evidence).value;
  const doubt = low.assumed ? { ambiguous: 'separator' as const } : {};
  if (upper && high != null && (low.value === null || high >= low.value)) {
    // `25-09` and `5.95-10.95` are as often a date or a part number as two prices.
    const isCertain = chosen.tail !== '-' || (chosen.mark !== undefined && upper.mark !== undefined);
    return { ...base, ...doubt, amount: isCertain ? low.value : null, amountHigh: high, qualifier: 'range' };
  }
  // `reduced from 40 € to 30 €`: no range runs downwards.
  if (upper && high != null && /\p{L}/u.test(chosen.tail)) return { ...base, amount: high };
  return { ...base, ...doubt, amount: low.value, ...qualifierOf(chosen) };
}

function evidenceOf(context: PriceTextContext, currency: string | null, possible: readonly string[]): NumberEvidence {
  return {
    decimalSeparatorHint: context.decimalSeparatorHint,
    siblingSeparator: siblingSeparator(context),
    locale: context.locale,
    currencies: currency === null ? possible : [currency],
    previousAmount: context.previousAmount,
  };
}

/** The number after `amount`, where both are the ends of one range: `10–20 €`, `From 26 to 50 €`. */
function rangeEnd(amount: PriceAmount, next: PriceAmount | undefined): PriceAmount | undefined {
  if (!next || next.role === 'not-a-price' || amount.tail !== next.lead || !rangeJoin.test(next.lead)) return undefined;
  const isOneCurrency = !amount.mark || !next.mark || next.mark.codes.some((code) => amount.mark?.codes.includes(code));
  return isOneCurrency ? next : undefined;
}

/** The amount in major units; in `10-15k` the factor of the upper end counts for the lower one too. */
function decide(amount: PriceAmount, sharedFactor: number | undefined, evidence: () => NumberEvidence): NumberDecision {
  const factor = (amount.factor ?? sharedFactor ?? 1) * (amount.mark?.cents ? 0.01 : 1);
  if (amount.meaning.kind === 'certain') return { value: scaled(amount.meaning.value, factor), assumed: false };
  // Nobody writes thousands of thousands: `1.250k` has decimals.
  if (factor > 1) return { value: scaled(amount.meaning.decimal, factor), assumed: true };
  return decideNumber(amount.meaning, evidence());
}

/** Without the binary dust of a multiplication. */
function scaled(value: number, factor: number): number {
  return factor === 1 ? value : Number((value * factor).toPrecision(12));
}

function qualifierOf({ word, tail }: PriceAmount): Pick<PriceReading, 'qualifier'> {
  if (word === 'from' || /^\s?(?:\+(?!\s?\p{L})|起|から|より|~|부터|-(?:tól|től))/u.test(tail))
    return { qualifier: 'from' };
  return word === 'up-to' ? { qualifier: 'up-to' } : {};
}

function withoutAmount(text: string, amounts: readonly PriceAmount[]): Pick<PriceReading, 'amount' | 'qualifier'> {
  if (amounts.some(({ role }) => role === 'instalment')) return { amount: null, qualifier: 'instalment' };
  if (isFree(text)) return { amount: 0, qualifier: 'free' };
  return isOnRequest(text) ? { amount: null, qualifier: 'on-request' } : { amount: null };
}
