import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { ConfigError } from '../../../shared/runtime/errors.ts';

/** Start scripts of the emulators that come with the Google Cloud CLI. */
interface EmulatorScripts {
  readonly firestore: string;
  readonly pubsub: string;
}

const howToInstall =
  'the emulators need Java 11 or newer and the Google Cloud CLI (https://cloud.google.com/sdk/docs/install) with ' +
  '`gcloud components install beta cloud-firestore-emulator pubsub-emulator` (installed with apt: ' +
  '`apt-get install google-cloud-cli-firestore-emulator google-cloud-cli-pubsub-emulator`)';

/**
 * Finds the emulators beside the \`gcloud\` on the PATH.
 *
 * @throws ConfigError that says in one line what is missing and how to get it
 */
export function findEmulatorScripts(path = process.env.PATH ?? ''): EmulatorScripts {
  const gcloud = findExecutable('gcloud', path);
  if (!gcloud) throw new ConfigError(`gcloud is not on the PATH; ${howToInstall}`);
  if (!findExecutable('java', path)) throw new ConfigError(`java is not on the PATH; ${howToInstall}`);
  const platform = join(sdkRoot(gcloud), 'platform');
  return {
    firestore: demand(join(platform, 'cloud-firestore-emulator', 'cloud_firestore_emulator')),
    pubsub: demand(join(platform, 'pubsub-emulator', 'bin', 'cloud-pubsub-emulator')),
  };
}

function demand(script: string): string {
  if (!existsSync(script)) throw new ConfigError(`${script} does not exist; ${howToInstall}`);
  return script;
}

function findExecutable(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The command is a link into the installation, except where a package manager wraps it: then it is asked. */
function sdkRoot(gcloud: string): string {
  const root = dirname(dirname(realpathSync(gcloud)));
  if (existsSync(join(root, 'platform'))) return root;
  return execFileSync(gcloud, ['info', '--format=value(installation.sdk_root)'], { encoding: 'utf8' }).trim();
}
