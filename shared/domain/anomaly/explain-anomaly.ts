import type { Anomaly } from '../../documents/anomaly.ts';
import { describeReasons } from '../detection/describe-reasons.ts';
import { detectorVersion } from '../detection/detector-version.ts';
import { standingLevel } from '../detection/history.ts';
import { shopEvidence } from '../detection/shop-watch.ts';
import { formatMoney } from '../money/format-money.ts';
import type { Observation } from '../observation/observation.ts';
import type { AskedModel } from '../verdict/asked-model.ts';
import type { EvidenceRecord } from './evidence-record.ts';
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
      `seen ${instant(observedAtMs)} UTC as observation ${sequence} of offer ${offerId}, taken for a ${type}`,
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
      ...(shop
        ? [`products of the shop with this move: ${shop.sameRatio}; with this very price: ${shop.sameValue}`]
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

function lookLines({ outcome, price, strategy, confidence, votes, reasons }: Observation): string[] {
  const shown = price ? formatMoney(price) : outcome;
  return [
    `read over ${strategy}: ${shown}, confidence ${confidence.toFixed(2)}${reasons.length > 0 ? `, because ${reasons.join('; ')}` : ''}`,
    ...votes.map((vote) => `  ${vote.extractor} says ${formatMoney(vote.price)} (${vote.role}) at ${vote.source}`),
  ];
}

function secondLookSections({ secondLook }: Anomaly, { laterLook }: EvidenceRecord): Section[] {
  if (!secondLook || !laterLook) return [];
  const how = laterLook.purpose === 'confirm' ? 'Second look, another way' : 'The next scheduled look';
  return [{ title: `${how} (${instant(secondLook.checkedAtMs)} UTC)`, lines: lookLines(secondLook) }];
}

function judgementSections(evidence: EvidenceRecord | null): Section[] {
  const judgement = evidence?.judgement;
  if (!judgement) return [];
  const { rules, asked } = judgement;
  const numbers = `${rules.verdict}, confidence ${rules.confidence}: ${rules.explanation}`;
  const who = rules.decisive ? 'Decisive: no model was asked.' : asked.length === 0 ? 'No model is configured.' : null;
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

function end({ decision, decidedAtMs, validation, retraction, state }: Anomaly): Section {
  const decided = decision
    ? `${decision.verdict}, decided by ${decision.by}${decidedAtMs === null ? '' : ` at ${instant(decidedAtMs)} UTC`}: ${decision.explanation}`
    : 'not decided yet';
  return {
    title: `End: ${state}`,
    lines: [
      decided,
      ...(validation.attempts > 0 ? [`judged in ${validation.attempts} attempt(s)`] : []),
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
    return { title, lines: [`gives the same: ${replay.steps.map(({ name }) => name).join(', ')}`] };
  return {
    title,
    lines: replay.changed.flatMap(({ name, stored, today }) => [
      `${name} is another`,
      `  then: ${stored}`,
      `  now:  ${today}`,
    ]),
  };
}
