import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { inject } from 'vitest';
import { createSubscriptions } from '../../infra/local/emulators/pubsub-subscriptions.ts';
import { createPubsubPublisher } from '../../shared/adapters/pubsub/pubsub-publisher.ts';
import { createPushEndpoint } from '../../shared/adapters/pubsub/push-endpoint.ts';
import { systemClock } from '../../shared/adapters/system.ts';
import { contractSubscriptions, contractTopics, describePublisher } from './publisher.contract.ts';

const projectId = 'contract';
// The emulator keeps the backoff only roughly.
const patienceMs = 30_000;

describePublisher(
  "Google's Pub/Sub emulator",
  async () => {
    const pubsubHost = inject('pubsubHost');
    const endpoints = new Map<string, ReturnType<typeof createPushEndpoint>>();
    const server = createServer((request, response) => void answer(request, response));
    const answer = async (request: IncomingMessage, response: ServerResponse) => {
      const endpoint = endpoints.get(request.url?.slice(1) ?? '');
      if (!endpoint) return void response.writeHead(404).end();
      await endpoint(Object.assign(request, { body: await json(request) }), response);
    };
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    // A server that listens on a port has an AddressInfo.
    const { port } = server.address() as AddressInfo;
    await createSubscriptions({
      pubsubHost,
      projectId,
      topics: contractTopics,
      policies: contractSubscriptions,
      endpointOf: ({ functionName }) => `http://127.0.0.1:${port}/${functionName}`,
    });
    const publisher = createPubsubPublisher({ projectId, emulatorHost: pubsubHost, clock: systemClock });
    return {
      publisher,
      start: async (receivers) => {
        for (const [name, receive] of Object.entries(receivers)) endpoints.set(name, createPushEndpoint(receive));
      },
      close: async () => {
        await publisher.close();
        server.closeAllConnections();
        server.close();
      },
    };
  },
  patienceMs,
);
