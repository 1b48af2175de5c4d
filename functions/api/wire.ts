import { httpFunction } from '../../shared/runtime/function.ts';
import { anomalyRoutes } from './anomalies.ts';
import { dealRoutes } from './deals.ts';
import { healthRoutes } from './health.ts';
import { shopRoutes } from './shops.ts';
import { stopRoutes } from './stop.ts';
import { watchRoutes } from './watches.ts';

export const wire = httpFunction('api', (app, platform) => {
  healthRoutes(app, platform);
  dealRoutes(app, platform);
  anomalyRoutes(app, platform);
  shopRoutes(app, platform);
  watchRoutes(app, platform);
  stopRoutes(app, platform);
});
