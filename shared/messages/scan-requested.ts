import * as z from 'zod';
import { defineTopic } from './topic.ts';

/** Plan whatever is due now (Cloud Scheduler, or an operator). */
export const scanRequested = defineTopic('scan-requested', z.object({}));
