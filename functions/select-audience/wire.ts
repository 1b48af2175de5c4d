import { dealConfirmed } from '../../shared/messages/deal-confirmed.ts';
import { dealRetracted } from '../../shared/messages/deal-retracted.ts';
import { messageFunction } from '../../shared/runtime/function.ts';
import { parseNamed } from '../../shared/runtime/receive.ts';
import { selectAudience } from './handler.ts';

const parse = parseNamed({ confirmed: dealConfirmed, retracted: dealRetracted });

export const wire = messageFunction('select-audience', parse, selectAudience);
