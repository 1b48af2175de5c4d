import type { WireMessageFunction } from '../runtime/function.ts';
import type { FunctionName } from '../topology.ts';
import { googleCloudPlatform } from './google-cloud-platform.ts';
import { createPushEndpoint } from './pubsub/push-endpoint.ts';

/** The cloud entry of a message function: Pub/Sub's pushes in, acknowledgements out. */
export function cloudMessageFunction(functionName: FunctionName, wire: WireMessageFunction) {
  return createPushEndpoint(wire(googleCloudPlatform(functionName)));
}
