import type { Settings } from '../../shared/runtime/settings.ts';

/** Where a command finds the server that runs with these settings. */
export function serverAddress({ host, port }: Settings): string {
  const isEverywhere = host === '0.0.0.0' || host === '::';
  return `http://${isEverywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`;
}
