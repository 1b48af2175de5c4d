import { describe, expect, it } from 'vitest';
import { passesChangeGate } from '../../../shared/domain/observation/change-gate.ts';
import type { SeenState } from '../../../shared/domain/observation/observation.ts';

const seen: SeenState = { price: { minor: 1999, currency: 'EUR' }, availability: 'InStock' };

describe('the change gate', () => {
  it('lets the first sight of an offer pass', () => {
    expect(passesChangeGate(undefined, seen, 'scheduled', false)).toBe(true);
  });

  it('stops an observation that repeats price, currency and availability', () => {
    expect(passesChangeGate(seen, { ...seen, price: { minor: 1999, currency: 'EUR' } }, 'scheduled', false)).toBe(
      false,
    );
  });

  it.each([
    ['price', { price: { minor: 1998, currency: 'EUR' }, availability: 'InStock' }],
    ['currency', { price: { minor: 1999, currency: 'USD' }, availability: 'InStock' }],
    ['availability', { price: { minor: 1999, currency: 'EUR' }, availability: 'OutOfStock' }],
    ['price gone', { price: null, availability: 'InStock' }],
  ] satisfies [string, SeenState][])('lets a change of %s pass', (_what, current) => {
    expect(passesChangeGate(seen, current, 'scheduled', false)).toBe(true);
  });

  it('lets everything pass that was asked for to make sure', () => {
    expect(passesChangeGate(seen, seen, 'confirm', false)).toBe(true);
  });

  it('lets everything pass while a suspect price is pending', () => {
    expect(passesChangeGate(seen, seen, 'scheduled', true)).toBe(true);
  });
});
