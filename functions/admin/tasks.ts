import * as z from 'zod';
import { releaseRequested } from '../../shared/messages/release-requested.ts';
import { scanRequested } from '../../shared/messages/scan-requested.ts';
import type { Endpoint, EndpointServer } from '../../shared/runtime/endpoint.ts';

/** What the scheduler starts, and the topic that starts it (DS-2). */
const tasks = { scan: scanRequested, 'send-notifications': releaseRequested } as const;

const startTask = {
  method: 'POST',
  path: '/tasks/:task',
  action: 'operate',
  audit: 'task-started',
  summary: 'Starts by hand what the scheduler starts: a look at what is due, or whatever waits to be told.',
  params: z.object({ task: z.enum(['scan', 'send-notifications']) }),
  answer: z.object({ task: z.string() }),
  status: 202,
} as const satisfies Endpoint;

export function taskEndpoints(server: EndpointServer): void {
  server.add(startTask, async ({ params: { task } }, context) => {
    await context.get('publish')(tasks[task], [{}]);
    return { body: { task } };
  });
}
