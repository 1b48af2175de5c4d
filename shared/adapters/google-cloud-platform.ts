import { join } from 'node:path';
import { retailerDirectory } from '../domain/offer/retailer-directory.ts';
import { withOwnRetailers } from '../domain/offer/with-own-retailers.ts';
import type { Documents } from '../ports/documents.ts';
import { builtInRetailers } from '../retailers/built-in.ts';
import { breakerLog, createBreakerGuard } from '../runtime/breaker-guard.ts';
import { ConfigError } from '../runtime/errors.ts';
import { guardDocuments } from '../runtime/guarded-documents.ts';
import { createLog } from '../runtime/log.ts';
import type { Platform } from '../runtime/platform.ts';
import { readSettings } from '../runtime/settings.ts';
import type { FunctionName } from '../topology.ts';
import { argon2Passwords } from './argon2-passwords.ts';
import { cloudLogSink } from './cloud-log.ts';
import { createCloudStorageBlobs } from './cloud-storage-blobs.ts';
import { openFirestore } from './firestore/firestore.ts';
import { loadRetailers } from './load-retailers.ts';
import { createOutbox } from './outbox.ts';
import { createPubsubPublisher } from './pubsub/pubsub-publisher.ts';
import { createSecretManager } from './secret-manager.ts';
import { systemClock, systemRandom } from './system.ts';

/**
 * Google Cloud's platform for one function, from the environment Cloud Run gives it. On Google's emulators, which have
 * neither secrets nor mail: secrets from the environment, and an outbox in the data folder.
 */
export function googleCloudPlatform(functionName: FunctionName): Platform {
  const { env } = process;
  const projectId = env.GOOGLE_CLOUD_PROJECT;
  if (!projectId) throw new ConfigError('GOOGLE_CLOUD_PROJECT: found nothing; allowed: a project id');
  const settings = readSettings([], env);
  const clock = systemClock;
  const random = systemRandom;
  const log = createLog({
    component: functionName,
    sink: cloudLogSink(projectId),
    nowMs: clock.nowMs,
    debugEnabled: () => settings.debug,
  });
  const own = settings.retailers === 'none' ? [] : loadRetailers(settings.retailers);
  const emulatorHost = env.FIRESTORE_EMULATOR_HOST;
  const store = openFirestore({ projectId, emulatorHost, clock, random });
  const guarded = (documents: Documents) =>
    guardDocuments(documents, {
      clock,
      onChange: ({ from, circuit }) => {
        const change = { from, to: circuit.state };
        if (circuit.state === 'open') log.error('the document store does not answer', change);
        else log.warn('the breaker of the document store changed', change);
      },
    });
  const catalogue = guarded(store.catalogue);
  return {
    settings,
    catalogue,
    people: guarded(store.people),
    clock,
    random,
    log,
    publisher: createPubsubPublisher({ projectId, emulatorHost: env.PUBSUB_EMULATOR_HOST, clock }),
    blobs: createCloudStorageBlobs({
      projectId,
      bucket: `${projectId}-blobs`,
      apiEndpoint: env.STORAGE_EMULATOR_HOST,
      clock,
    }),
    secrets:
      emulatorHost && !env.SECRET_MANAGER_EMULATOR_HOST
        ? { get: async (name) => env[name] }
        : createSecretManager({ projectId, clock, emulatorHost: env.SECRET_MANAGER_EMULATOR_HOST }),
    passwords: argon2Passwords(),
    breakers: createBreakerGuard({ documents: catalogue, clock, random, ...breakerLog(log) }),
    retailers: retailerDirectory(withOwnRetailers(own, builtInRetailers)),
    onStop: (stop) => process.once('SIGTERM', () => void stop()),
    // Parsers and selectors are loaded by the one function that reads pages.
    readPage: async (page, retailer, previousPrice) => {
      const { readPage } = await import('../domain/extraction/read-page.ts');
      return readPage(page, retailer, previousPrice ? { previousPrice } : {});
    },
    ...(emulatorHost ? { outbox: createOutbox(join(settings.data, 'outbox'), { clock, random }) } : {}),
  };
}
