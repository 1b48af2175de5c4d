import type { JudgeQuestion } from '../../shared/domain/verdict/judge-question.ts';

/** A deep cut of a kettle with a month of history, changed as the test needs. */
export function judgeQuestion(changes: Partial<JudgeQuestion> = {}): JudgeQuestion {
  return {
    title: 'Brook kettle 1.7 l',
    retailer: 'Kettle House',
    price: { minor: 2_500, currency: 'EUR' },
    kind: 'genuine-deal',
    baseline: {
      days: 30,
      medianMinor: 10_000,
      low30Minor: 9_000,
      robustZ: -12,
      discount: 0.75,
      discountFromPrior: 0.72,
      nearestMinor: 9_000,
      nearestRatio: 0.28,
    },
    reasons: ['deal-rule'],
    readingConfidence: 0.95,
    secondLookAgrees: false,
    ...changes,
  };
}
