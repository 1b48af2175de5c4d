import { createRequire } from 'node:module';
import { Server, ServerCredentials, type ServiceDefinition, status } from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';

const require = createRequire(import.meta.url);

/** A secret's latest version, as the server holds it. */
type SecretVersion = { readonly state: 'ENABLED'; readonly value: string } | { readonly state: 'DISABLED' };

export interface SecretManagerServer {
  /** `127.0.0.1:port` */
  readonly host: string;
  readonly versions: Map<string, SecretVersion>;
  /** Names asked for, in order. */
  readonly requests: string[];
  /** Answers the next requests with UNAVAILABLE. */
  failNext(requests: number): void;
  stop(): void;
}

/** Speaks the one call of Secret Manager's gRPC API that is used, with the status codes of the real one. */
export async function startSecretManager(projectId: string): Promise<SecretManagerServer> {
  const versions = new Map<string, SecretVersion>();
  const requests: string[] = [];
  let failures = 0;
  const server = new Server();
  server.addService(secretManagerService(), {
    accessSecretVersion: (
      call: { readonly request: { readonly name: string } },
      answer: (error: { code: number; details: string } | null, response?: object) => void,
    ) => {
      const { name } = call.request;
      requests.push(name);
      if (failures > 0) {
        failures -= 1;
        return answer({ code: status.UNAVAILABLE, details: 'The service is currently unavailable.' });
      }
      const secret = new RegExp(`^projects/${projectId}/secrets/([^/]+)/versions/latest$`).exec(name)?.[1];
      const version = secret === undefined ? undefined : versions.get(secret);
      if (!version)
        return answer({ code: status.NOT_FOUND, details: `Secret [${name}] not found or has no versions.` });
      if (version.state === 'DISABLED') {
        return answer({ code: status.FAILED_PRECONDITION, details: `Secret Version [${name}] is in DISABLED state.` });
      }
      return answer(null, { name, payload: { data: Buffer.from(version.value) } });
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    host: `127.0.0.1:${port}`,
    versions,
    requests,
    failNext: (count) => {
      failures = count;
    },
    stop: () => server.forceShutdown(),
  };
}

/** The service as the client's own package describes it. */
function secretManagerService(): ServiceDefinition {
  const definition = fromJSON(require('@google-cloud/secret-manager/build/protos/protos.json'), { keepCase: false });
  // The loader gives messages and services under one type; this name is a service.
  return definition['google.cloud.secretmanager.v1.SecretManagerService'] as ServiceDefinition;
}
