import * as z from 'zod';
import { defineTopic } from './topic.ts';

/** A suspect price was seen again by a second look: is it a real pricing error, or a reading error? */
export const anomalyDetected = defineTopic('anomaly-detected', z.object({ anomalyId: z.string() }));
