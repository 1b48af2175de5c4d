import { scanRequested } from '../../shared/messages/scan-requested.ts';
import { messageFunction } from '../../shared/runtime/function.ts';
import { parseTopics } from '../../shared/runtime/receive.ts';
import { planScrapes } from './handler.ts';

export const wire = messageFunction('plan-scrapes', parseTopics([scanRequested]), (platform) =>
  planScrapes({ ...platform, horizonMs: platform.settings.hostSlotMinutes * 60_000 }),
);
