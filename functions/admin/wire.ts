import { httpFunction } from '../../shared/runtime/function.ts';
import { breakerRoutes } from './breakers.ts';
import { deadLetterRoutes } from './dead-letters.ts';
import { dispatchRoutes } from './dispatches.ts';
import { retractionRoutes } from './retractions.ts';
import { statusRoutes } from './status.ts';

export const wire = httpFunction('admin', (app, platform) => {
  breakerRoutes(app, platform);
  deadLetterRoutes(app, platform);
  dispatchRoutes(app, platform);
  retractionRoutes(app, platform);
  statusRoutes(app, platform);
});
