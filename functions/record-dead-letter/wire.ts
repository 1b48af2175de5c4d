import { messageFunction } from '../../shared/runtime/function.ts';
import { recordDeadLetter } from './handler.ts';
import { parseDeadLetter } from './parse-dead-letter.ts';

export const wire = messageFunction('record-dead-letter', parseDeadLetter, recordDeadLetter);
