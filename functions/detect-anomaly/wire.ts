import { priceObserved } from '../../shared/messages/price-observed.ts';
import { retractionRequested } from '../../shared/messages/retraction-requested.ts';
import { messageFunction } from '../../shared/runtime/function.ts';
import { parseNamed } from '../../shared/runtime/receive.ts';
import { detectAnomaly } from './handler.ts';

const parse = parseNamed({ observed: priceObserved, retraction: retractionRequested });

export const wire = messageFunction('detect-anomaly', parse, (platform) =>
  detectAnomaly({ ...platform, quarantineMs: platform.settings.quarantineSeconds * 1_000 }),
);
