import type { PriceTextContext } from '../money/price-text.ts';
import { readPrice } from '../money/read-price.ts';

/** An amount from a page's data, where the number format is usually the machine's own (`1299.5`). */
interface MachineAmount {
  readonly amount: number;
  readonly currency?: string;
  /** Present where the text may as well be in the country's format. */
  readonly otherwise?: number;
}

/** Undefined where the value is no positive amount: a price of 0 in a page's data means that there is none. */
export function machineAmount(value: unknown, context: PriceTextContext): MachineAmount | undefined {
  if (typeof value === 'number') return value > 0 && Number.isFinite(value) ? { amount: value } : undefined;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (/^\d{1,3}\.\d{3}$/.test(text)) {
    const amount = Number(text);
    return amount > 0 ? { amount, otherwise: Math.round(amount * 1000) } : undefined;
  }
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) > 0 ? { amount: Number(text) } : undefined;
  if (text.length > 60) return undefined;
  const reading = readPrice(text, context);
  if (reading.amount === null || reading.amount <= 0) return undefined;
  return { amount: reading.amount, ...(reading.currency === null ? {} : { currency: reading.currency }) };
}
