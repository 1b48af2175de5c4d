import { type Settings, settingsTable } from '../../shared/runtime/settings.ts';

/** Unless told otherwise, links in mails lead to this server, whatever its port. */
export function withOwnAddress(settings: Settings): Settings {
  const isDefault = settings.publicUrl === settingsTable.publicUrl.fallback;
  return isDefault ? { ...settings, publicUrl: `http://localhost:${settings.port}` } : settings;
}
