import type { Anomaly } from '../../documents/anomaly.ts';
import { describeReasons } from '../detection/describe-reasons.ts';
import { detectorVersion } from '../detection/detector-version.ts';
import { standingLevel } from '../detection/history.ts';
import { shopEvidence } from '../detection/shop-watch.ts';
import { formatMoney } from '../money/format-money.ts';
import type { AskedModel } from '../verdict/asked-model.ts';
import type { EvidenceRecord } from './evidence-record.ts';
import { lookLines } from './explain-look.ts';
import { type Replay, replayEvidence } from './replay-evidence.ts';

interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Why an anomaly ended as it did, in plain words, and whether today's program would decide the same. */
export function explainAnomaly(anomaly: Anomaly): string {
  const { evidence } = anomaly;
  const sections = [
    head(anomaly),
    ...(evidence ? [sightSection(anomaly, evidence), ...secondLookSections(anomaly, evidence)] : []),
    ...judgementSections(evidence),
    end(anomaly),
    replaySection(replayEvidence(anomaly)),
  ];
  return `${sections.map(({ title, lines }) => [title, ...lines.map((line) => `  ${line}`)].join('\n')).join('\n\n')}\n`;
}

const instant = (atMs: number): string => new Date(atMs).toISOString().replace('T', ' ').slice(0, 19);

function head({ facts, url, price, observedAtMs, state, type, sequence, offerId }: Anomaly): Section {
  return {
    title: `${facts.title ?? url}: ${formatMoney(price)} — ${state}`,
    lines: [
      url,
      `seen ${instant(observedAtMs)} UTC and taken for a ${type === 'deal' ? 'deal' : 'suspect price'}`,
      `observation ${sequence} of offer ${offerId}`,
    ],
  };
}

function sightSection({ baseline, reasons, price }: Anomaly, { sight }: EvidenceRecord): Section {
  const money = (minor: number) => formatMoney({ minor: Math.round(minor), currency: price.currency });
  const standing = sight.before ? standingLevel(sight.before) : undefined;
  const shop =
    sight.shop && standing
      ? shopEvidence(sight.shop, standing.minor, price.minor, sight.observation.checkedAtMs)
      : undefined;
  return {
    title: `First sight (release ${sight.release}, detector ${sight.detectorVersion}): ${sight.kind}`,
    lines: [
      ...describeReasons(reasons).map(({ code, text }) => `${code}: ${text}`),
      ...(baseline
        ? [
            `usual price ${money(baseline.medianMinor)} (median of 30 days), lowest of 30 days ${money(baseline.low30Minor)}, ${baseline.days.toFixed(1)} days known`,
            `${Math.round(baseline.discount * 100)} % below the usual price; robust z ${baseline.robustZ.toFixed(1)}; ${baseline.nearestRatio.toFixed(3)} × the nearest price it had (${money(baseline.nearestMinor)})`,
          ]
        : ['nothing to compare with']),
      ...(shop && shop.sameRatio + shop.sameValue > 0
        ? [`other products of the shop: ${shop.sameRatio} with this move, ${shop.sameValue} with this very price`]
        : []),
      ...comparisonLines(sight.comparison, money),
      ...lookLines(sight.observation),
    ],
  };
}

function comparisonLines(
  { peersMinor, variantsMinor, packRatio }: EvidenceRecord['sight']['comparison'],
  money: (minor: number) => string,
): string[] {
  return [
    ...(peersMinor ? [`other retailers ask ${peersMinor.map(money).join(', ')}`] : []),
    ...(variantsMinor ? [`other variants at this retailer cost ${variantsMinor.map(money).join(', ')}`] : []),
    ...(packRatio === undefined ? [] : [`the pack holds ${packRatio.toFixed(2)} × what it held before`]),
  ];
}

function secondLookSections({ secondLook }: Anomaly, { laterLook, sight }: EvidenceRecord): Section[] {
  if (!secondLook || !laterLook) return [];
  const way = secondLook.strategy === sight.observation.strategy ? 'as another visitor' : `over ${secondLook.strategy}`;
  const how = laterLook.purpose === 'confirm' ? `Second look, ${way}` : 'The next scheduled look';
  return [{ title: `${how} (${instant(secondLook.checkedAtMs)} UTC)`, lines: lookLines(secondLook) }];
}

function judgementSections(evidence: EvidenceRecord | null): Section[] {
  const judgement = evidence?.judgement;
  if (!judgement) return [];
  const { rules, asked } = judgement;
  const numbers = `${rules.verdict}, confidence ${rules.confidence}: ${rules.explanation}`;
  const who = rules.decisive
    ? 'that is decisive: no model was asked'
    : asked.length === 0
      ? 'that is open to a model, and none is configured'
      : null;
  return [
    { title: 'Judgement', lines: [`the numbers say ${numbers}`, ...(who ? [who] : []), ...asked.map(askedLine)] },
  ];
}

function askedLine(asked: AskedModel): string {
  const name = `${asked.provider} (${asked.model})`;
  switch (asked.type) {
    case 'passed-over':
      return `${name} was not asked: ${asked.reason}`;
    case 'unavailable':
      return `${name} could not judge: ${asked.reason}: ${asked.detail}`;
    case 'answer': {
      const { verdict, confidence, explanation, promptVersion, usage, cached, escalated } = asked;
      const cost = `${usage.inputTokens} + ${usage.outputTokens} tokens, ${(usage.costMicroUsd / 1_000_000).toFixed(6)} USD`;
      const how = [
        promptVersion,
        cached ? 'from the cache' : cost,
        ...(escalated ? ['asked as the stronger model'] : []),
      ];
      return `${name} says ${verdict}, confidence ${confidence} (${how.join(', ')}): ${explanation}`;
    }
  }
}

const verdictWords = { real: 'real', error: 'an error', uncertain: 'uncertain' } as const;
const deciderWords: Readonly<Record<string, string>> = {
  'second-look': 'the second look',
  'later-look': 'a later look',
  rules: 'the numbers',
  deadline: 'the deadline',
  'shop-watch': 'the watch on its shop',
};

function end({ decision, decidedAtMs, observedAtMs, validation, retraction, state }: Anomaly): Section {
  const took = decidedAtMs === null ? null : Math.round((decidedAtMs - observedAtMs) / 1_000);
  const decided = decision
    ? `${verdictWords[decision.verdict]}, by ${deciderWords[decision.by] ?? decision.by}: ${decision.explanation}`
    : 'not decided yet';
  return {
    title: `End: ${state}`,
    lines: [
      decided,
      ...(decidedAtMs === null ? [] : [`decided ${instant(decidedAtMs)} UTC, ${took} s after it was seen`]),
      ...(validation.attempts > 1 ? [`judged in ${validation.attempts} attempts`] : []),
      ...(validation.lastError ? [`last error: ${validation.lastError}`] : []),
      ...(retraction
        ? [`taken back by ${retraction.by} at ${instant(retraction.atMs)} UTC: ${retraction.reason}`]
        : []),
    ],
  };
}

function replaySection(replay: Replay): Section {
  const title = `The same evidence through this program (detector ${detectorVersion})`;
  if (replay.type === 'no-evidence') return { title, lines: ['none was kept; it is older than this release'] };
  if (replay.type === 'same')
    return { title, lines: [`comes to the same in every step: ${replay.steps.map(({ name }) => name).join(', ')}`] };
  return {
    title,
    lines: replay.changed.flatMap(({ name, stored, today }) => [
      `comes to something else at the step “${name}”`,
      `  then: ${stored}`,
      `  now:  ${today}`,
    ]),
  };
}
