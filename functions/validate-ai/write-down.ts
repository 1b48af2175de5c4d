import { type Anomaly, anomalies } from '../../shared/documents/anomaly.ts';
import { deals } from '../../shared/documents/deal.ts';
import { field, fields } from '../../shared/documents/fields.ts';
import { shops } from '../../shared/documents/shop.ts';
import type { Judgement } from '../../shared/domain/anomaly/evidence-record.ts';
import { shopFaultOf } from '../../shared/domain/anomaly/shop-fault.ts';
import { type AskedModel, lastFailure, usageOfAll } from '../../shared/domain/verdict/asked-model.ts';
import type { RuleJudgement } from '../../shared/domain/verdict/judge-by-rules.ts';
import type { WeighedVerdict } from '../../shared/domain/verdict/weigh-answer.ts';
import type { DocumentReader, Documents } from '../../shared/ports/documents.ts';
import { version } from '../../shared/runtime/version.ts';
import { type Decided, dealOf, decidedAnomaly } from './decide.ts';

/** What one delivery found out. */
interface Found {
  readonly anomalyId: string;
  readonly retailerName: string;
  readonly rules: RuleJudgement;
  readonly asked: readonly AskedModel[];
  readonly nowMs: number;
}

/**
 * Writes the attempt and, where there is a verdict, the decision and its deal, in one step. Gives how the anomaly is
 * decided, by this delivery or by one that was faster; undefined where it is not, or is taken back.
 */
export async function writeDown(
  catalogue: Documents,
  found: Found,
  weighed: WeighedVerdict | null,
): Promise<Pick<Decided, 'verdict' | 'by'> | undefined> {
  const { anomalyId: id, asked, nowMs } = found;
  return catalogue.transaction<Pick<Decided, 'verdict' | 'by'> | undefined>(async (read) => {
    const current = (await anomalies.get(read, id))?.value;
    if (current?.state !== 'validating') {
      return { writes: [], result: current?.state === 'confirmed' ? { verdict: 'real', by: 'rules' } : undefined };
    }
    const decided = weighed && ((await shopFault(read, current)) ?? weighed);
    const deal = decided?.verdict === 'real' ? dealOf(current, found.retailerName, nowMs) : null;
    const writes = [
      anomalies.update(id, [
        ...fields(decided ? decidedAnomaly(current, decided, asked, nowMs) : {}),
        field(['validation'], validationAfter(current, asked)),
        ...(current.evidence ? [field(['evidence', 'judgement'], judgementAfter(current, found))] : []),
      ]),
      ...(deal ? [deals.create(id, deal)] : []),
    ];
    return { writes, result: decided ?? undefined };
  });
}

/** What was no fault of the whole shop at sight may be one by now. */
async function shopFault(read: DocumentReader, anomaly: Anomaly): Promise<Decided | undefined> {
  const watch = (await shops.get(read, anomaly.shopId))?.value.watch;
  const explanation = watch && shopFaultOf(anomaly, watch);
  return explanation ? { verdict: 'error', confidence: 1, explanation, by: 'shop-watch' } : undefined;
}

function validationAfter({ validation }: Anomaly, asked: readonly AskedModel[]): Anomaly['validation'] {
  const used = usageOfAll(asked);
  return {
    attempts: validation.attempts + 1,
    lastError: lastFailure(asked) ?? validation.lastError,
    inputTokens: validation.inputTokens + used.inputTokens,
    outputTokens: validation.outputTokens + used.outputTokens,
    costMicroUsd: validation.costMicroUsd + used.costMicroUsd,
  };
}

function judgementAfter({ evidence }: Anomaly, { retailerName, rules, asked }: Found): Judgement {
  return { release: version, retailerName, rules, asked: [...(evidence?.judgement?.asked ?? []), ...asked] };
}
