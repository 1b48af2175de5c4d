import type { Clock } from '../../shared/ports/clock.ts';
import type { Documents } from '../../shared/ports/documents.ts';
import type { Handle } from '../../shared/runtime/receive.ts';
import { selectSubscribers } from './select-subscribers.ts';
import { selectTold } from './select-told.ts';

export interface SelectAudience {
  readonly catalogue: Documents;
  readonly people: Documents;
  readonly clock: Clock;
}

interface DealNews {
  readonly type: 'confirmed' | 'retracted';
  readonly payload: { readonly dealId: string };
}

export const selectAudience = (deps: SelectAudience): Handle<DealNews> => {
  const confirmed = selectSubscribers(deps);
  const retracted = selectTold(deps);
  return ({ type, payload }, context) => (type === 'confirmed' ? confirmed : retracted)(payload, context);
};
