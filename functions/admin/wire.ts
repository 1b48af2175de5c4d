import { unpackBytes } from '../../shared/adapters/packed-text.ts';
import { fieldCipherOf } from '../../shared/runtime/field-cipher.ts';
import { httpFunction } from '../../shared/runtime/function.ts';
import { openApiEndpoints } from '../../shared/runtime/openapi/openapi-endpoints.ts';
import { audienceEndpoints } from './audience.ts';
import { breakerEndpoints } from './breakers.ts';
import { deadLetterEndpoints } from './dead-letters.ts';
import { dispatchEndpoints } from './dispatches.ts';
import { layoutAlarmEndpoints } from './layout-alarms.ts';
import { mailFigureEndpoints } from './mail-figures.ts';
import { addPersonEndpoints } from './people/add-person.ts';
import { auditEndpoints } from './people/audit-log.ts';
import { betaListEndpoints } from './people/beta-list.ts';
import { changePeopleEndpoints } from './people/change-people.ts';
import { erasePeopleEndpoints } from './people/erase-people.ts';
import { listPeopleEndpoints } from './people/list-people.ts';
import { resealEndpoints } from './people/reseal.ts';
import { suppressionEndpoints } from './people/suppressions.ts';
import { usageOfPeopleEndpoints } from './people/usage.ts';
import { retractionEndpoints } from './retractions.ts';
import { snapshotEndpoints } from './snapshots.ts';
import { statusEndpoints } from './status.ts';
import { taskEndpoints } from './tasks.ts';

export const wire = httpFunction('admin', (server, platform) => {
  audienceEndpoints(server, platform);
  breakerEndpoints(server, platform);
  deadLetterEndpoints(server, platform);
  dispatchEndpoints(server, platform);
  retractionEndpoints(server, platform);
  layoutAlarmEndpoints(server, { ...platform, unpack: unpackBytes });
  snapshotEndpoints(server, { ...platform, unpack: unpackBytes });
  statusEndpoints(server, platform);
  mailFigureEndpoints(server, platform);
  taskEndpoints(server);
  const people = { ...platform, cipher: fieldCipherOf(platform.secrets, platform.random) };
  listPeopleEndpoints(server, people);
  addPersonEndpoints(server, people);
  changePeopleEndpoints(server, people);
  erasePeopleEndpoints(server, people);
  betaListEndpoints(server, people);
  auditEndpoints(server, people);
  resealEndpoints(server, people);
  suppressionEndpoints(server, people);
  usageOfPeopleEndpoints(server, platform);
  openApiEndpoints(server, {
    source: '/admin/openapi.json',
    page: '/admin/docs',
    title: "PriceHawk operators' API",
    action: 'see-operations',
    ...platform.settings,
  });
});
