import type { IncomingMessage } from '../ports/publisher.ts';
import type { Receive } from '../ports/subscription.ts';
import { type FunctionDefinition, type FunctionName, functions, routes } from '../topology.ts';
import { type EndpointServer, endpointServer, guardPrefix } from './endpoint.ts';
import { createHeartbeat } from './heartbeat.ts';
import { createHttpApp, type HttpApp } from './http.ts';
import type { Platform } from './platform.ts';
import { createReceive, type Handle, type Parsed } from './receive.ts';
import { version } from './version.ts';

/** A function wired to a platform: what the bus calls, or what answers requests. */
export type WireMessageFunction = (platform: Platform) => Receive;
export type WireHttpFunction = (platform: Platform) => HttpApp;

/** Gives a handler everything the registry says of its function: deadline, heartbeat, decoding. */
export function messageFunction<T>(
  functionName: FunctionName,
  parse: (message: IncomingMessage) => Parsed<T>,
  createHandle: (platform: Platform) => Handle<T>,
): WireMessageFunction {
  return (platform) => {
    const definition: FunctionDefinition = functions[functionName];
    const isAlone = definition.databases.length === 0;
    return createReceive({
      functionName,
      parse,
      handle: createHandle(platform),
      platform,
      heartbeat: isAlone ? { beat: async () => {} } : createHeartbeat({ ...platform, functionName, version }),
      timeoutMs: definition.limits.timeoutSeconds * 1_000,
      publishesDeadLetters: !isAlone,
    });
  };
}

/** An HTTP function's application with what all of them share, its paths guarded as the registry says; `addEndpoints` adds its own. */
export function httpFunction(
  functionName: FunctionName,
  addEndpoints: (server: EndpointServer, platform: Platform) => void,
): WireHttpFunction {
  return (platform) => {
    const heartbeat = createHeartbeat({ ...platform, functionName, version });
    const app = createHttpApp({ functionName, platform, heartbeat });
    for (const { prefix, least } of routes.filter((route) => route.functionName === functionName)) {
      if (least !== 'anyone') guardPrefix(app, prefix, least);
    }
    addEndpoints(endpointServer(app), platform);
    return app;
  };
}
