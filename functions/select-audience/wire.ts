import { dealConfirmed } from '../../shared/messages/deal-confirmed.ts';
import { messageFunction } from '../../shared/runtime/function.ts';
import { parseTopics } from '../../shared/runtime/receive.ts';
import { selectAudience } from './handler.ts';

export const wire = messageFunction('select-audience', parseTopics([dealConfirmed]), selectAudience);
