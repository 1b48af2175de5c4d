import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openFirestore } from '../../../shared/adapters/firestore/firestore.ts';
import { createPubsubPublisher } from '../../../shared/adapters/pubsub/pubsub-publisher.ts';
import { systemClock as clock, systemRandom as random } from '../../../shared/adapters/system.ts';
import type { Retailer } from '../../../shared/domain/extraction/retailer.ts';
import { retailerDirectory } from '../../../shared/domain/offer/retailer-directory.ts';
import { withOwnRetailers } from '../../../shared/domain/offer/with-own-retailers.ts';
import type { Secrets } from '../../../shared/ports/secrets.ts';
import { builtInRetailers } from '../../../shared/retailers/built-in.ts';
import { guardDocuments } from '../../../shared/runtime/guarded-documents.ts';
import { createLog, localLogLine } from '../../../shared/runtime/log.ts';
import { settingsEnvironment } from '../../../shared/runtime/settings.ts';
import { functionNames, functions, routes } from '../../../shared/topology.ts';
import { buildFunctions } from '../../build.ts';
import { banner } from '../banner.ts';
import { loadDemo, openDemoShop, startDemoPace, withDemoHosts } from '../demo.ts';
import { localSecrets } from '../local-secrets.ts';
import { startLocalServer } from '../local-server.ts';
import { withOwnAddress } from '../own-address.ts';
import { ownRetailers } from '../own-retailers.ts';
import { publishOnSchedule } from '../schedule.ts';
import type { Running, StartOptions } from '../start.ts';
import { startEmulators } from './emulators.ts';
import { forwardTo } from './forward-to.ts';
import { findEmulatorScripts } from './google-cloud-cli.ts';
import { startFunctions } from './running-functions.ts';

const projectId = 'pricehawk';
const dist = join(import.meta.dirname, '../../../dist');

/**
 * The cloud's path on this machine: the built bundles under functions-framework, on Google's emulators, behind the one
 * port and the pages of the local server. The emulators forget everything when they stop, so every start is a first one.
 */
export async function startOnEmulators({ jobs, env, print, ...options }: StartOptions): Promise<Running> {
  const given = withOwnAddress(options.settings);
  const scripts = findEmulatorScripts();
  await using starting = new AsyncDisposableStack();
  const writeLine = (line: string) => process.stderr.write(`${line}\n`);
  const own = await ownRetailers(given);
  const { secrets, made } = localSecrets(join(given.data, 'secrets.json'), env);
  const demo = given.demo ? await openDemoShop(given, { clock }) : undefined;
  starting.defer(async () => await demo?.stop());
  const settings = demo ? withDemoHosts(given, demo) : given;
  const retailers = withOwnRetailers(own, demo?.retailers ?? []);

  print('Starting the emulators and building the functions …\n');
  const emulators = await startEmulators(scripts);
  starting.defer(emulators.stop);
  await buildFunctions(functionNames, dist);
  const folder = resolve(settings.data, 'emulator');
  const ofRetailers = await emptyFolder(folder, retailers);
  const running = await startFunctions({
    projectId,
    ...emulators,
    env: {
      ...settingsEnvironment({ ...settings, data: folder, retailers: ofRetailers }),
      ...(await secretEnvironment(secrets)),
      // Otherwise functions-framework greets and shows stacks in its answers.
      NODE_ENV: 'production',
    },
    onLine: writeLine,
  });
  starting.defer(running.stop);

  const log = createLog({
    component: 'local',
    sink: (entry) => writeLine(localLogLine(entry)),
    nowMs: clock.nowMs,
    debugEnabled: () => settings.debug,
  });
  const store = openFirestore({ projectId, emulatorHost: emulators.firestoreHost, clock, random });
  starting.defer(store.close);
  const publisher = createPubsubPublisher({ projectId, emulatorHost: emulators.pubsubHost, clock });
  starting.defer(publisher.close);
  const platform = {
    catalogue: guardDocuments(store.catalogue, { clock }),
    people: guardDocuments(store.people, { clock }),
    publisher,
    retailers: retailerDirectory(withOwnRetailers(retailers, builtInRetailers)),
    secrets,
    clock,
    random,
    log,
  };
  if (demo) await loadDemo(platform, demo);
  const called = new Set(routes.map(({ functionName }) => functionName));
  const server = await startLocalServer({
    ...settings,
    apps: Object.fromEntries([...called].map((name) => [name, forwardTo(running.urlOf(name))])),
    outboxFolder: join(folder, 'outbox'),
    log,
  });
  starting.defer(server.stop);
  starting.defer(publishOnSchedule(jobs, platform));
  if (demo) starting.defer(startDemoPace(platform));

  const places = { port: server.port, host: settings.host, data: settings.data, demo: demo?.origin };
  print(banner({ ...places, emulators: { ...emulators, projectId }, made }));
  const started = starting.move();
  return { port: server.port, stop: () => started.disposeAsync() };
}

/**
 * Clears what an earlier start left in the folder: ids are made from what they name, so a mail of then could stand in
 * the way of one of now. Gives the folder of the retailer files that the functions read.
 */
async function emptyFolder(folder: string, retailers: readonly Retailer[]): Promise<string> {
  const ofRetailers = join(folder, 'retailers');
  await rm(folder, { recursive: true, force: true });
  await mkdir(ofRetailers, { recursive: true });
  await Promise.all(
    retailers.map((retailer) => writeFile(join(ofRetailers, `${retailer.id}.json`), JSON.stringify(retailer))),
  );
  return ofRetailers;
}

/** The secrets of the registry that this machine has, for functions that ask no Secret Manager. */
async function secretEnvironment(secrets: Secrets): Promise<Record<string, string>> {
  const names = new Set<string>(functionNames.flatMap((name) => functions[name].secrets));
  // Public, and so no secret of the registry, but kept beside its other half.
  names.add('VAPID_PUBLIC_KEY');
  const found = await Promise.all([...names].map(async (name) => [name, await secrets.get(name)] as const));
  return Object.fromEntries(found.flatMap(([name, value]) => (value ? [[name, value]] : [])));
}
