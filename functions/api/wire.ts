import { httpFunction } from '../../shared/runtime/function.ts';
import { anomalyEndpoints } from './anomalies.ts';
import { dealEndpoints } from './deals.ts';
import { healthEndpoints } from './health.ts';
import { shopEndpoints } from './shops.ts';
import { stopEndpoints } from './stop.ts';
import { watchEndpoints } from './watches.ts';

export const wire = httpFunction('api', (server, platform) => {
  healthEndpoints(server, platform);
  dealEndpoints(server, platform);
  anomalyEndpoints(server, platform);
  shopEndpoints(server, platform);
  watchEndpoints(server, platform);
  stopEndpoints(server, platform);
});
