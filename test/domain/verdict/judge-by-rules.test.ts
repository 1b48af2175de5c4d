import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnomalyKind, Baseline } from '../../../shared/domain/detection/verdict.ts';
import { judgeByRules } from '../../../shared/domain/verdict/judge-by-rules.ts';
import type { JudgeQuestion } from '../../../shared/domain/verdict/judge-question.ts';
import { isDeciding, weighAnswer } from '../../../shared/domain/verdict/weigh-answer.ts';
import { judgeQuestion } from '../../support/judge-question.ts';

/** A question whose price is so far below a usual price of 100.00 that stood for `days`. */
function cutBy(discount: number, changes: Partial<JudgeQuestion> & { readonly days?: number } = {}): JudgeQuestion {
  const { days = 30, ...rest } = changes;
  const { baseline, ...question } = judgeQuestion();
  const minor = Math.round(10_000 * (1 - discount));
  return {
    ...question,
    price: { minor, currency: 'EUR' },
    baseline: { ...(baseline as Baseline), days, discount },
    ...rest,
  };
}

describe('numbers that decide alone', () => {
  test.each([
    ['an ordinary cut with a month of history is real', cutBy(0.3), 'real'],
    ['a price of zero is an error', cutBy(1), 'error'],
    ['a cut of less than a fifth is nothing unusual', cutBy(0.19), 'error'],
    [
      'a price the offer had within 30 days is nothing unusual',
      judgeQuestion({ price: { minor: 9_000, currency: 'EUR' } }),
      'error',
    ],
    ['four days of history are too few', cutBy(0.5, { days: 4 }), 'uncertain'],
    ['no history at all is too little', judgeQuestion({ baseline: null }), 'uncertain'],
    ['a price the page calls a price per unit is an error', cutBy(0.5, { reasons: ['vote-per-unit'] }), 'error'],
    ['a ratio shared by the whole shop is an error', cutBy(0.5, { reasons: ['shop-one-ratio'] }), 'error'],
    [
      'a number that names its fault is announced to nobody, even when two looks have seen it',
      cutBy(0.99, { kind: 'decimal-slip', secondLookAgrees: true }),
      'uncertain',
    ],
    ['a suspect that no second look has seen is announced to nobody', cutBy(0.9, { kind: 'glitch' }), 'uncertain'],
  ] as const)('%s', (_, question, verdict) => {
    expect(judgeByRules(question)).toMatchObject({ verdict, decisive: true });
  });
});

describe('numbers that leave room for a model', () => {
  test.each([
    ['a very deep cut leans to real', cutBy(0.75), 'real'],
    ['a cut by more than four fifths is open', cutBy(0.9), 'uncertain'],
    ['the list price on the page supports it', cutBy(0.9, { reasons: ['list-price-agrees'] }), 'real'],
    ['a glitch two looks have seen leans to real', cutBy(0.86, { kind: 'glitch', secondLookAgrees: true }), 'real'],
    ['an unsure reading is open', cutBy(0.4, { reasons: ['low-confidence'] }), 'uncertain'],
  ] as const)('%s', (_, question, verdict) => {
    expect(judgeByRules(question)).toMatchObject({ verdict, decisive: false });
  });

  test('the explanation holds the numbers', () => {
    expect(judgeByRules(cutBy(0.75)).explanation).toContain(
      '€25.00 is 75 % below the usual €100.00; lowest of 30 days €90.00; 30 days of history',
    );
  });
});

const kinds: readonly AnomalyKind[] = [
  'decimal-slip',
  'missing-digit',
  'wrong-currency',
  'unit-price',
  'wrong-variant',
  'instalment-or-member',
  'glitch',
  'genuine-deal',
  'permanent-change',
  'implausible',
];
const anyQuestion = fc
  .record({
    minor: fc.integer({ min: -10, max: 30_000 }),
    days: fc.integer({ min: 0, max: 30 }),
    low30Minor: fc.integer({ min: 1, max: 10_000 }),
    kind: fc.constantFrom(...kinds),
    reasons: fc.subarray(['low-confidence', 'list-price-agrees', 'sister-variant', 'pack-multiple', 'went-back']),
    secondLookAgrees: fc.boolean(),
    hasBaseline: fc.boolean(),
  })
  .map(({ minor, days, low30Minor, hasBaseline, ...rest }) => {
    const baseline = { ...(judgeQuestion().baseline as Baseline), days, low30Minor, discount: 1 - minor / 10_000 };
    return judgeQuestion({ ...rest, price: { minor, currency: 'EUR' }, baseline: hasBaseline ? baseline : null });
  });
const anyAnswer = fc.record({
  verdict: fc.constantFrom('real' as const, 'error' as const, 'uncertain' as const),
  confidence: fc.double({ min: 0, max: 1, noNaN: true }),
  explanation: fc.constant('The page said so.'),
});

describe('a model that says whatever it is told', () => {
  test('never announces a price that is not a deal by the numbers', () => {
    fc.assert(
      fc.property(anyQuestion, anyAnswer, (question, answer) => {
        const { baseline, price } = question;
        const { verdict } = weighAnswer(judgeByRules(question), answer);
        if (verdict !== 'real') return;
        expect(price.minor).toBeGreaterThan(0);
        expect(baseline?.days).toBeGreaterThanOrEqual(5);
        expect(price.minor).toBeLessThanOrEqual(8_000);
        expect(price.minor).toBeLessThan(baseline?.low30Minor ?? 0);
        expect(question.kind === 'genuine-deal' || question.secondLookAgrees).toBe(true);
      }),
    );
  });

  test('never hides a deal that the numbers prove', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.21, max: 0.6, noNaN: true }), anyAnswer, (discount, answer) => {
        expect(weighAnswer(judgeByRules(cutBy(discount)), answer)).toMatchObject({ verdict: 'real', by: 'rules' });
      }),
    );
  });

  test('counts only when it is sure', () => {
    const rules = judgeByRules(cutBy(0.9));
    const answer = { verdict: 'real', confidence: 0.9, explanation: 'x' } as const;
    expect(weighAnswer(rules, answer)).toEqual({ ...answer, by: 'model' });
    expect(weighAnswer(rules, { ...answer, confidence: 0.59 })).toMatchObject({ verdict: 'uncertain', by: 'rules' });
    expect(weighAnswer(rules, undefined)).toMatchObject({ verdict: 'uncertain', by: 'rules' });
    expect(isDeciding({ ...answer, verdict: 'uncertain' })).toBe(false);
  });
});

describe('what nobody could buy, or was hardly read', () => {
  test('is told to nobody when it is sold out, whatever the numbers say', () => {
    expect(judgeByRules(judgeQuestion({ availability: 'OutOfStock' }))).toMatchObject({
      verdict: 'uncertain',
      decisive: true,
    });
    expect(
      judgeByRules(judgeQuestion({ availability: 'Discontinued', kind: 'glitch', secondLookAgrees: true })),
    ).toMatchObject({
      verdict: 'uncertain',
      decisive: true,
    });
  });

  test('is not believed by rules alone when the price was read with low confidence', () => {
    expect(judgeByRules(judgeQuestion({ readingConfidence: 0.3 })).verdict).toBe('uncertain');
  });
});
