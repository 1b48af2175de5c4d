import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { WireHttpFunction } from '../runtime/function.ts';
import type { FunctionName } from '../topology.ts';
import { googleCloudPlatform } from './google-cloud-platform.ts';

/** The cloud entry of an HTTP function. functions-framework has read the body: `rawBody` holds it untouched. */
export function cloudHttpFunction(functionName: FunctionName, wire: WireHttpFunction) {
  const listener = getRequestListener(wire(googleCloudPlatform(functionName)).fetch);
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    await listener(request, response);
  };
}
