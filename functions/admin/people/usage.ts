import { type Endpoint, type EndpointServer, idInPath } from '../../../shared/runtime/endpoint.ts';
import type { Platform } from '../../../shared/runtime/platform.ts';
import { usageOf, usageQuery, usageView } from '../../../shared/runtime/usage-view.ts';

const getUsage = {
  method: 'GET',
  path: '/api/admin/users/:id/usage',
  action: 'see-people',
  summary: 'How often somebody asked this API on each day, signed in and by each of their keys.',
  params: idInPath,
  query: usageQuery,
  answer: usageView,
} as const satisfies Endpoint;

export function usageOfPeopleEndpoints(server: EndpointServer, { people }: Platform): void {
  server.add(getUsage, async ({ params: { id }, query: { days } }) => ({ body: await usageOf(people, id, days) }));
}
