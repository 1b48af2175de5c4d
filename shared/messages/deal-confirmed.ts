import * as z from 'zod';
import { defineTopic } from './topic.ts';

/** A deal or glitch is sure: whoever asked for it is to be told. */
export const dealConfirmed = defineTopic('deal-confirmed', z.object({ dealId: z.string() }));
