import type { SecretManagerServiceClient } from '@google-cloud/secret-manager/build/src/v1/secret_manager_service_client.js';
import type { Clock } from '../ports/clock.ts';
import type { Secrets } from '../ports/secrets.ts';
import { retryPolicies } from '../runtime/retry.ts';
import { callOptions, callWithRetries, status, statusOf } from './google-call.ts';
import { emulatorOptions } from './google-emulator.ts';

/** A replaced secret is in use everywhere after this time, without a deployment. */
const keptMs = 5 * 60_000;

interface Kept {
  readonly value: Promise<string | undefined>;
  readonly untilMs: number;
}

/**
 * The latest versions of a project's secrets, each kept five minutes; undefined where there is no such secret or its
 * latest version is disabled.
 */
export function createSecretManager(deps: {
  readonly projectId: string;
  readonly clock: Clock;
  /** `host:port` of another server that speaks Secret Manager's API without TLS. */
  readonly emulatorHost?: string | undefined;
}): Secrets & { close(): Promise<void> } {
  const { projectId, clock } = deps;
  let client: Promise<SecretManagerServiceClient> | undefined;
  const kept = new Map<string, Kept>();

  const access = async (secret: string): Promise<string | undefined> => {
    client ??= connectSecretManager(deps.emulatorHost);
    const service = await client;
    const name = `projects/${projectId}/secrets/${secret}/versions/latest`;
    try {
      const [version] = await callWithRetries(clock, retryPolicies.api, `reading the secret ${secret}`, () =>
        service.accessSecretVersion({ name }, callOptions),
      );
      return Buffer.from(version.payload?.data ?? '').toString('utf8');
    } catch (error) {
      const code = statusOf(error);
      if (code === status.notFound || code === status.failedPrecondition) return undefined;
      throw error;
    }
  };
  return {
    get: async (secret) => {
      const nowMs = clock.nowMs();
      const known = kept.get(secret);
      if (known && nowMs < known.untilMs) return await known.value;
      const value = access(secret);
      kept.set(secret, { value, untilMs: nowMs + keptMs });
      // A failure is no answer: the next call asks again.
      value.catch(() => kept.delete(secret));
      return await value;
    },
    close: async () => {
      await (await client)?.close();
    },
  };
}

/** Imports the one client that is used, when the first secret is read. */
async function connectSecretManager(emulatorHost: string | undefined): Promise<SecretManagerServiceClient> {
  const { SecretManagerServiceClient } = await import(
    '@google-cloud/secret-manager/build/src/v1/secret_manager_service_client.js'
  );
  return new SecretManagerServiceClient(emulatorHost === undefined ? {} : await emulatorOptions(emulatorHost));
}
