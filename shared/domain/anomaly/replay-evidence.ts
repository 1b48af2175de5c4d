import type { Anomaly } from '../../documents/anomaly.ts';
import { detect } from '../detection/detect.ts';
import { judgeByRules } from '../verdict/judge-by-rules.ts';
import { decideAnomaly } from './decide-anomaly.ts';
import type { EvidenceRecord } from './evidence-record.ts';
import { questionOf } from './question-of.ts';
import { judgeSecondLook } from './second-look.ts';
import { inputOf } from './sight-input.ts';

/** One step of a decision: what was found then, and what today's program finds in the same evidence. */
interface ReplayedStep {
  readonly name: 'first sight' | 'second look' | 'numbers' | 'decision';
  readonly stored: string;
  readonly today: string;
}

export type Replay =
  | { readonly type: 'no-evidence' }
  | { readonly type: 'same'; readonly steps: readonly ReplayedStep[] }
  /** `changed` are those of the steps that come out differently, in order: the first one is the cause. */
  | { readonly type: 'changed'; readonly steps: readonly ReplayedStep[]; readonly changed: readonly ReplayedStep[] };

/** Takes the decision about an anomaly again from its stored evidence. Pure; whatever was decided, by whatever release. */
export function replayEvidence(anomaly: Anomaly): Replay {
  const { evidence } = anomaly;
  if (!evidence) return { type: 'no-evidence' };
  const steps = [firstSight(anomaly, evidence), secondLook(anomaly, evidence), ...judgement(anomaly, evidence)].filter(
    (step) => step !== undefined,
  );
  const changed = steps.filter(({ stored, today }) => stored !== today);
  return changed.length === 0 ? { type: 'same', steps } : { type: 'changed', steps, changed };
}

function firstSight({ type, baseline, reasons }: Anomaly, { sight }: EvidenceRecord): ReplayedStep | undefined {
  const input = inputOf(sight);
  if (!input) return undefined;
  const { verdict } = detect(sight.before ?? undefined, input, sight.shop ?? undefined);
  const kind = verdict.type === 'deal' ? 'genuine-deal' : verdict.type === 'suspect' ? verdict.kind : 'none';
  // A gap is no finding of the detector's.
  const found = reasons.filter((reason) => reason !== 'gap');
  return {
    name: 'first sight',
    stored: sightWords(type, sight.kind, found, baseline),
    today: sightWords(verdict.type, kind, verdict.reasons, verdict.baseline),
  };
}

const sightWords = (type: string, kind: string, reasons: readonly string[], baseline: Anomaly['baseline']): string =>
  `${type} (${kind}): ${reasons.join(', ')}; ${baseline ? baselineWords(baseline) : 'no baseline'}`;

const baselineWords = (baseline: NonNullable<Anomaly['baseline']>): string =>
  Object.entries(baseline)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(6))}`)
    .join(', ');

function secondLook({ secondLook, decision, state }: Anomaly, evidence: EvidenceRecord): ReplayedStep | undefined {
  const { laterLook } = evidence;
  if (!secondLook || !laterLook?.before) return undefined;
  const today = judgeSecondLook(laterLook.before, secondLook, laterLook.shop ?? undefined);
  const isRefuted = decision?.verdict === 'error';
  const settledHere =
    isRefuted && (decision.by === 'second-look' || (decision.by === 'shop-watch' && !evidence.judgement));
  const stood = evidence.judgement !== null || state === 'validating';
  return {
    name: 'second look',
    stored: settledHere ? `refuted by ${decision.by}` : stood ? 'stands' : 'unseen',
    today: today.type === 'refuted' ? `refuted by ${today.by}` : today.type,
  };
}

function judgement(anomaly: Anomaly, { judgement }: EvidenceRecord): ReplayedStep[] {
  if (!judgement) return [];
  const { rules: stored, retailerName } = judgement;
  const today = judgeByRules(questionOf(anomaly, retailerName));
  const numbers: ReplayedStep = { name: 'numbers', stored: rulesWords(stored), today: rulesWords(today) };
  const { decision } = anomaly;
  // Older records do not tell what outweighed numbers and models.
  if (!decision || (decision.by === 'shop-watch' && !judgement.meanwhile)) return [numbers];
  const decided = decideAnomaly(anomaly, { ...judgement, rules: today });
  return [
    numbers,
    {
      name: 'decision',
      stored: `${decision.verdict}, by ${decision.by}: ${decision.explanation}`,
      today: `${decided.verdict}, by ${decided.by}: ${decided.explanation}`,
    },
  ];
}

const rulesWords = ({ verdict, decisive, explanation }: NonNullable<EvidenceRecord['judgement']>['rules']): string =>
  `${verdict}${decisive ? ', decisive' : ', open to a model'}: ${explanation}`;
