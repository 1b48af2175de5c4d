import { type Anomaly, anomalies } from '../../shared/documents/anomaly.ts';
import type { Stored } from '../../shared/documents/collection.ts';
import { questionOf } from '../../shared/domain/anomaly/question-of.ts';
import type { RetailerDirectory } from '../../shared/domain/offer/retailer-directory.ts';
import { type AskedModel, lastFailure } from '../../shared/domain/verdict/asked-model.ts';
import { judgeByRules } from '../../shared/domain/verdict/judge-by-rules.ts';
import { dealConfirmed } from '../../shared/messages/deal-confirmed.ts';
import type { BreakerGuard } from '../../shared/runtime/breaker-guard.ts';
import { PermanentError, TransientError } from '../../shared/runtime/errors.ts';
import type { Handle } from '../../shared/runtime/receive.ts';
import { type AnswerBookOptions, openAnswerBook } from './answer-book.ts';
import { askModels, type Models, mayComeAgain } from './ask-models.ts';
import type { Purse } from './purse.ts';
import { writeDown } from './write-down.ts';

interface ValidateAi extends AnswerBookOptions {
  readonly breakers: BreakerGuard;
  readonly retailers: RetailerDirectory;
  /** Those with a key. Resolved at each message: keys may be rotated. */
  readonly models: () => Promise<Models>;
  /** The instance's: all its messages spend from it. */
  readonly purse: Purse;
}

/** Times a message comes again because every model failed; then rules decide (PH-4). */
const redeliveries = 2;

export const validateAi =
  (deps: ValidateAi): Handle<{ readonly anomalyId: string }> =>
  async ({ anomalyId }, { publish, log, signal }) => {
    const anomaly = await anomalies.get(deps.catalogue, anomalyId);
    if (!anomaly) throw new PermanentError(`the anomaly ${anomalyId} does not exist`);
    if (anomaly.value.state === 'confirmed') return publish(dealConfirmed, [{ dealId: anomalyId }]);
    if (anomaly.value.state !== 'validating') return;

    const retailerName = retailerNameOf(deps.retailers, anomaly);
    const question = questionOf(anomaly.value, retailerName);
    const rules = judgeByRules(question);
    let asked: readonly AskedModel[] = [];
    if (!rules.decisive) {
      const { breakers, purse } = deps;
      const book = openAnswerBook(deps);
      asked = await askModels(await deps.models(), question, { breakers, book, purse, log, signal });
    }
    const found = { anomalyId, retailerName, rules, asked, nowMs: deps.clock.nowMs() };
    if (mayComeAgain(asked) && anomaly.value.validation.attempts < redeliveries) {
      await writeDown(deps.catalogue, found, 'comes-again');
      throw new TransientError(`no model could judge: ${lastFailure(asked)}`);
    }
    const decided = await writeDown(deps.catalogue, found, 'decides');
    if (!decided) return;
    log.info(`validated: ${decided.verdict}`, { anomalyId, by: decided.by });
    if (decided.verdict === 'real') await publish(dealConfirmed, [{ dealId: anomalyId }]);
  };

function retailerNameOf(retailers: RetailerDirectory, { value: { retailerId, url } }: Stored<Anomaly>): string {
  const retailer = retailers.byId(retailerId);
  return retailer && retailer.hosts.length > 0 ? retailer.name : new URL(url).hostname;
}
