import * as z from 'zod';
import { defineTopic } from './topic.ts';

/** Release whatever has a due time that has come (Cloud Scheduler, every minute). */
export const releaseRequested = defineTopic('release-requested', z.object({}));
