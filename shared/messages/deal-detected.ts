import * as z from 'zod';
import { defineTopic } from './topic.ts';

/** An accepted price is unusually good; the anomaly document holds the evidence. */
export const dealDetected = defineTopic('deal-detected', z.object({ anomalyId: z.string() }));
