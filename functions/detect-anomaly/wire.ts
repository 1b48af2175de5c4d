import { priceObserved } from '../../shared/messages/price-observed.ts';
import { messageFunction } from '../../shared/runtime/function.ts';
import { parseTopics } from '../../shared/runtime/receive.ts';
import { detectAnomaly } from './handler.ts';

export const wire = messageFunction('detect-anomaly', parseTopics([priceObserved]), (platform) =>
  detectAnomaly({ ...platform, quarantineMs: platform.settings.quarantineSeconds * 1_000 }),
);
