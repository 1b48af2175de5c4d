import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import type { Platform } from '../../../shared/runtime/platform.ts';
import { usageOf, usageQuery, usageView } from '../../../shared/runtime/usage-view.ts';
import { ownId } from './profile.ts';

const getUsage = {
  method: 'GET',
  path: '/api/me/usage',
  action: 'read-own-account',
  summary: 'How often you asked this API on each day, signed in and by each of your keys.',
  query: usageQuery,
  answer: usageView,
} as const satisfies Endpoint;

export function usageEndpoints(server: EndpointServer, { people }: Platform): void {
  server.add(getUsage, async ({ query: { days } }, context) => ({
    body: await usageOf(people, ownId(context.get('principal')), days),
  }));
}
