import * as z from 'zod';
import { defineTopic } from './topic.ts';

/** A confirmed deal proved wrong: whoever was told of it is to be told so. */
export const dealRetracted = defineTopic('deal-retracted', z.object({ dealId: z.string() }));
