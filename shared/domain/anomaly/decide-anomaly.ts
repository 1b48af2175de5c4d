import type { Anomaly } from '../../documents/anomaly.ts';
import { whyNotAsked } from '../offer/why-not-asked.ts';
import { decidingWord } from '../verdict/asked-model.ts';
import { type WeighedVerdict, weighAnswer } from '../verdict/weigh-answer.ts';
import type { Judgement } from './evidence-record.ts';
import { shopFaultOf } from './shop-fault.ts';

/** A verdict, and on whose word. */
export type Decided = Omit<WeighedVerdict, 'by'> & {
  readonly by: NonNullable<Anomaly['decision']>['by'];
  readonly model?: string;
  readonly promptVersion?: string;
};

/**
 * Decides an anomaly by what numbers and models said of it, and by what its shop and its offer show meanwhile: a fault
 * of the whole shop outweighs every word, and a price that is asked no longer is announced to nobody.
 */
export function decideAnomaly(
  anomaly: Pick<Anomaly, 'price' | 'evidence'>,
  { rules, asked, meanwhile }: Pick<Judgement, 'rules' | 'asked' | 'meanwhile'>,
): Decided {
  const fault = meanwhile?.shop && shopFaultOf(anomaly, meanwhile.shop);
  if (fault) return { verdict: 'error', confidence: 1, explanation: fault, by: 'shop-watch' };
  const word = decidingWord(asked);
  const weighed = weighAnswer(rules, word);
  const gone = weighed.verdict === 'real' && meanwhile ? whyNotAsked(anomaly.price, meanwhile.offer) : null;
  if (gone) return { verdict: 'uncertain', confidence: 1, explanation: gone, by: 'later-look' };
  const { verdict, confidence, explanation } = weighed;
  return weighed.by === 'model' && word
    ? { verdict, confidence, explanation, by: word.provider, model: word.model, promptVersion: word.promptVersion }
    : { verdict, confidence, explanation, by: 'rules' };
}
