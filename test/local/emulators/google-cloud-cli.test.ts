import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findEmulatorScripts } from '../../../infra/local/emulators/google-cloud-cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('finding the emulators', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  /** A command that does nothing. */
  const install = (...path: string[]) => {
    const file = join(folder.path, ...path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, '#!/bin/sh\n');
    chmodSync(file, 0o755);
    return file;
  };

  it('follows gcloud from the PATH to the installation it belongs to', () => {
    install('bin', 'java');
    mkdirSync(join(folder.path, 'bin'), { recursive: true });
    symlinkSync(install('sdk', 'bin', 'gcloud'), join(folder.path, 'bin', 'gcloud'));
    const firestore = install('sdk', 'platform', 'cloud-firestore-emulator', 'cloud_firestore_emulator');
    const pubsub = install('sdk', 'platform', 'pubsub-emulator', 'bin', 'cloud-pubsub-emulator');
    expect(findEmulatorScripts(join(folder.path, 'bin'))).toEqual({ firestore, pubsub });
  });

  it.each([
    ['gcloud', []],
    [
      'java',
      [
        ['sdk', 'bin', 'gcloud'],
        ['sdk', 'platform', 'README'],
      ],
    ],
    [
      'cloud_firestore_emulator',
      [
        ['sdk', 'bin', 'gcloud'],
        ['sdk', 'bin', 'java'],
        ['sdk', 'platform', 'README'],
      ],
    ],
  ])('says that %s is missing, and how to get it', (missing, installed) => {
    for (const path of installed) install(...path);
    const find = () => findEmulatorScripts(join(folder.path, 'sdk', 'bin'));
    expect(find).toThrow(missing);
    expect(find).toThrow('gcloud components install');
  });
});
