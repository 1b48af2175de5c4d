import { unpackBytes } from '../../shared/adapters/packed-text.ts';
import { httpFunction } from '../../shared/runtime/function.ts';
import { breakerEndpoints } from './breakers.ts';
import { deadLetterEndpoints } from './dead-letters.ts';
import { dispatchEndpoints } from './dispatches.ts';
import { layoutAlarmEndpoints } from './layout-alarms.ts';
import { retractionEndpoints } from './retractions.ts';
import { snapshotEndpoints } from './snapshots.ts';
import { statusEndpoints } from './status.ts';

export const wire = httpFunction('admin', (server, platform) => {
  breakerEndpoints(server, platform);
  deadLetterEndpoints(server, platform);
  dispatchEndpoints(server, platform);
  retractionEndpoints(server, platform);
  layoutAlarmEndpoints(server, { ...platform, unpack: unpackBytes });
  snapshotEndpoints(server, { ...platform, unpack: unpackBytes });
  statusEndpoints(server, platform);
});
