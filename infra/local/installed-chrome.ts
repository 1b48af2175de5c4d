import { accessSync, constants } from 'node:fs';
import { ConfigError } from '../../shared/runtime/errors.ts';
import { type Settings, settingsTable } from '../../shared/runtime/settings.ts';

/** @throws ConfigError where a browser was named that is no program of this machine: its pages would all fail, later */
export function checkInstalledChrome({ chrome }: Settings): void {
  if (chrome === 'auto' || chrome === 'off') return;
  try {
    accessSync(chrome, constants.X_OK);
  } catch {
    throw new ConfigError(`--chrome: found "${chrome}"; allowed: ${settingsTable.chrome.allowed}`);
  }
}
