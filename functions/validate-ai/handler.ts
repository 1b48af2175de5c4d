import { type Anomaly, anomalies } from '../../shared/documents/anomaly.ts';
import type { Stored } from '../../shared/documents/collection.ts';
import { deals } from '../../shared/documents/deal.ts';
import { fields } from '../../shared/documents/fields.ts';
import type { RetailerDirectory } from '../../shared/domain/offer/retailer-directory.ts';
import { judgeByRules } from '../../shared/domain/verdict/judge-by-rules.ts';
import { type WeighedVerdict, weighAnswer } from '../../shared/domain/verdict/weigh-answer.ts';
import { dealConfirmed } from '../../shared/messages/deal-confirmed.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Documents } from '../../shared/ports/documents.ts';
import type { PriceJudge } from '../../shared/ports/price-judge.ts';
import type { BreakerGuard } from '../../shared/runtime/breaker-guard.ts';
import { PermanentError, TransientError } from '../../shared/runtime/errors.ts';
import type { Handle, MessageContext } from '../../shared/runtime/receive.ts';
import { type Asked, askModels } from './ask-models.ts';
import { mayAskModels, spend } from './budget.ts';
import { dealOf, decidedAnomaly, questionOf } from './decide.ts';

export interface ValidateAi {
  readonly catalogue: Documents;
  readonly clock: Clock;
  readonly breakers: BreakerGuard;
  readonly retailers: RetailerDirectory;
  /** The models with a key, in the order they are asked. Resolved at each message: keys may be rotated. */
  readonly judges: () => Promise<readonly PriceJudge[]>;
  readonly budgetMicroUsd: number;
}

/** Times a message comes again because every model failed; then rules decide (PH-4). */
const redeliveries = 2;

export const validateAi =
  (deps: ValidateAi): Handle<{ readonly anomalyId: string }> =>
  async ({ anomalyId }, context) => {
    const anomaly = await anomalies.get(deps.catalogue, anomalyId);
    if (!anomaly) throw new PermanentError(`the anomaly ${anomalyId} does not exist`);
    if (anomaly.value.state === 'confirmed') return context.publish(dealConfirmed, [{ dealId: anomalyId }]);
    if (anomaly.value.state !== 'validating') return;

    const question = questionOf(anomaly.value, retailerNameOf(deps, anomaly.value));
    const rules = judgeByRules(question);
    const asked = rules.decisive ? null : await ask(deps, question, context);
    if (asked?.mayComeAgain && anomaly.value.validation.attempts < redeliveries) {
      await writeDown(deps, anomaly, null, asked, context);
      throw new TransientError(`no model could judge: ${asked.lastError}`);
    }
    const weighed = weighAnswer(rules, asked?.answer);
    const confirmed = await writeDown(deps, anomaly, weighed, asked, context);
    context.log.info(`validated: ${weighed.verdict}`, { anomalyId, by: weighed.by, confidence: weighed.confidence });
    if (confirmed) await context.publish(dealConfirmed, [{ dealId: anomalyId }]);
  };

async function ask(
  deps: ValidateAi,
  question: ReturnType<typeof questionOf>,
  context: MessageContext,
): Promise<Asked | null> {
  const judges = await deps.judges();
  if (judges.length === 0) return null;
  if (!(await mayAskModels(deps.catalogue, deps.budgetMicroUsd, deps.clock.nowMs()))) return null;
  return askModels(judges, question, { ...deps, log: context.log, signal: context.signal });
}

/**
 * Writes the attempt and, where there is a verdict, the decision and its deal, in one step. Gives whether the deal is
 * confirmed, by this delivery or by one that was faster.
 */
async function writeDown(
  deps: ValidateAi,
  { id }: Stored<Anomaly>,
  weighed: WeighedVerdict | null,
  asked: Asked | null,
  { log }: MessageContext,
): Promise<boolean> {
  const nowMs = deps.clock.nowMs();
  const { confirmed, announce } = await deps.catalogue.transaction(async (read) => {
    const current = (await anomalies.get(read, id))?.value;
    if (current?.state !== 'validating') {
      return { writes: [], result: { confirmed: current?.state === 'confirmed', announce: null } };
    }
    const usage = asked?.usage ?? { inputTokens: 0, outputTokens: 0, costMicroUsd: 0 };
    const spent = await spend(read, usage, deps.budgetMicroUsd, nowMs);
    const validation = {
      attempts: current.validation.attempts + 1,
      lastError: asked?.lastError ?? current.validation.lastError,
      inputTokens: current.validation.inputTokens + usage.inputTokens,
      outputTokens: current.validation.outputTokens + usage.outputTokens,
      costMicroUsd: current.validation.costMicroUsd + usage.costMicroUsd,
    };
    const decided = weighed ? decidedAnomaly(current, weighed, asked, nowMs) : {};
    const deal = weighed?.verdict === 'real' ? dealOf(current, retailerNameOf(deps, current), nowMs) : null;
    return {
      writes: [
        anomalies.update(id, fields({ ...decided, validation })),
        ...(deal ? [deals.create(id, deal)] : []),
        ...spent.writes,
      ],
      result: { confirmed: deal !== null, announce: spent.announce },
    };
  });
  if (announce !== null)
    log.error(`${announce} % of this month's budget for judging is spent`, { threshold: announce });
  return confirmed;
}

function retailerNameOf({ retailers }: ValidateAi, { retailerId, url }: Anomaly): string {
  const retailer = retailers.byId(retailerId);
  return retailer && retailer.hosts.length > 0 ? retailer.name : new URL(url).hostname;
}
