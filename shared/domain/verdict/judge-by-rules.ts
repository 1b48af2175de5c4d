import { dealMinDays, isDeal } from '../detection/deal-rule.ts';
import type { AnomalyKind, Baseline } from '../detection/verdict.ts';
import { formatMoney } from '../money/format-money.ts';
import type { JudgeQuestion, JudgeVerdict } from './judge-question.ts';

/** What the numbers alone say. `decisive`: they contradict or prove the deal, and no model is asked. */
export interface RuleJudgement {
  readonly verdict: JudgeVerdict;
  /** 0–1. */
  readonly confidence: number;
  readonly explanation: string;
  readonly decisive: boolean;
}

interface Rule extends Omit<RuleJudgement, 'explanation'> {
  readonly applies: (question: JudgeQuestion) => boolean;
  readonly explanation: (question: JudgeQuestion) => string;
}

/** Reasons that name another cause of the number than a price of this product. */
const refutingReasons = [
  'not-positive',
  'shop-one-ratio',
  'shop-one-value',
  'value-proved-wrong',
  'value-wrong-in-shop',
  'second-look-differs',
  'went-back',
  'vote-per-unit',
  'vote-other-role',
  'sister-variant',
  'pack-changed',
];
/** Reasons from outside the offer's own series that make a large cut believable. */
const supportingReasons = ['list-price-agrees', 'peers-agree', 'round-cut', 'shop-cuts-deep'];

/** Kinds that say no more than that the price is far off; the others name a mistake that fits the number. */
const openKinds: readonly AnomalyKind[] = ['glitch', 'permanent-change'];
/** A cut of more than this has happened by mistake about as often as on purpose. */
const deepCut = { ordinary: 0.6, extreme: 0.8 };
const provenHistoryDays = 14;
/** Below this the number may well be another one of the page. */
const sureReading = 0.7;

/** The first rule that applies decides; the last one always does. */
const rules: readonly Rule[] = [
  {
    applies: ({ price }) => price.minor <= 0,
    ...decisively('error', 1),
    explanation: () => 'No shop asks a price of zero or less.',
  },
  {
    applies: ({ reasons }) => reasons.some((reason) => refutingReasons.includes(reason)),
    ...decisively('error', 0.95),
    explanation: () => 'What was found on the page is not the price of this product.',
  },
  {
    applies: ({ baseline }) => baseline === null || baseline.days < dealMinDays,
    ...decisively('uncertain', 0.9),
    explanation: () => 'There is too little history to call any price unusual.',
  },
  {
    applies: ({ price, baseline }) => baseline !== null && !isUnusuallyLow(price.minor, baseline),
    ...decisively('error', 0.95),
    explanation: (question) => `Nothing unusually low: ${numbersOf(question)}.`,
  },
  {
    applies: ({ kind, secondLookAgrees }) => kind !== 'genuine-deal' && !secondLookAgrees,
    ...decisively('uncertain', 0.9),
    explanation: () => 'No second look has shown this price.',
  },
  {
    applies: ({ availability }) => availability === 'OutOfStock' || availability === 'Discontinued',
    ...decisively('uncertain', 1),
    explanation: () => 'It is sold out: nobody can buy it at this price.',
  },
  {
    applies: ({ reasons, readingConfidence }) => reasons.includes('low-confidence') || readingConfidence < sureReading,
    ...openly('uncertain', 0.5),
    explanation: () => 'The page could not be read with confidence.',
  },
  {
    applies: ({ kind, baseline }) =>
      kind === 'genuine-deal' &&
      baseline !== null &&
      baseline.days >= provenHistoryDays &&
      baseline.discount <= deepCut.ordinary,
    ...decisively('real', 0.95),
    explanation: (question) => `A cut as shops make it: ${numbersOf(question)}.`,
  },
  {
    applies: ({ kind, baseline, reasons, secondLookAgrees }) =>
      kind === 'genuine-deal' &&
      ((baseline?.discount ?? 1) <= deepCut.extreme || secondLookAgrees || isSupported(reasons)),
    ...openly('real', 0.7),
    explanation: (question) => `A deep cut, but a believable one: ${numbersOf(question)}.`,
  },
  {
    applies: ({ kind, reasons }) => openKinds.includes(kind) || (kind !== 'genuine-deal' && isSupported(reasons)),
    ...openly('real', 0.75),
    explanation: (question) => `Two looks show the same price: ${numbersOf(question)}.`,
  },
  {
    // A page can talk a model into anything, so a model's word is not enough against a number that names its fault.
    applies: ({ kind }) => kind !== 'genuine-deal',
    ...decisively('uncertain', 0.9),
    explanation: (question) => `The number names a mistake (${question.kind}): ${numbersOf(question)}.`,
  },
  {
    applies: () => true,
    ...openly('uncertain', 0.4),
    explanation: (question) => `So deep a cut may well be a mistake: ${numbersOf(question)}.`,
  },
];

/** Judges by the question's numbers and reason codes; texts from the page play no part. */
export function judgeByRules(question: JudgeQuestion): RuleJudgement {
  const rule = rules.find(({ applies }) => applies(question));
  if (!rule) throw new Error('the last rule applies to everything');
  const { verdict, confidence, decisive, explanation } = rule;
  return { verdict, confidence, decisive, explanation: explanation(question) };
}

function decisively(verdict: JudgeVerdict, confidence: number) {
  return { verdict, confidence, decisive: true };
}

function openly(verdict: JudgeVerdict, confidence: number) {
  return { verdict, confidence, decisive: false };
}

function isUnusuallyLow(minor: number, { days, medianMinor, low30Minor }: Baseline): boolean {
  return isDeal(minor, { days, medianMinor, lowMinor: low30Minor });
}

function isSupported(reasons: readonly string[]): boolean {
  return reasons.some((reason) => supportingReasons.includes(reason));
}

function numbersOf({ price, baseline }: JudgeQuestion): string {
  if (!baseline) return formatMoney(price);
  const usual = formatMoney({ minor: Math.round(baseline.medianMinor), currency: price.currency });
  const low = formatMoney({ minor: Math.round(baseline.low30Minor), currency: price.currency });
  const percent = Math.round(baseline.discount * 100);
  return `${formatMoney(price)} is ${percent} % below the usual ${usual}; lowest of 30 days ${low}; ${Math.round(baseline.days)} days of history`;
}
