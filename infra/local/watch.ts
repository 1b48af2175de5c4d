import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../shared/runtime/errors.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import { endOnError } from './end-on-error.ts';

/** `npm run watch -- URL`: asks the running server to watch a page. */
async function watch(): Promise<void> {
  const [url, ...flags] = process.argv.slice(2);
  if (!url || url.startsWith('-')) throw new ConfigError('npm run watch -- URL: needs the address of a page to watch');
  const settings = readSettings(flags, process.env);
  const secret = process.env.ADMIN_SECRET ?? keptSecret(join(settings.data, 'secrets.json'));
  const server = `http://localhost:${settings.port}`;
  const response = await fetch(`${server}/api/watches`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url }),
  }).catch(() => {
    throw new ConfigError(`no PriceHawk runs at ${server}; start it with npm start, or name its port with --port`);
  });
  const answer: unknown = await response.json();
  const text = (key: string) => String(typeof answer === 'object' && answer ? Reflect.get(answer, key) : '');
  if (!response.ok) throw new ConfigError(text('detail'));
  process.stdout.write(
    `${response.status === 201 ? 'Watching' : 'Already watching'} ${text('url')}, read as ${text('retailerId')}\n`,
  );
}

function keptSecret(file: string): string {
  try {
    const kept: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return String(typeof kept === 'object' && kept ? Reflect.get(kept, 'ADMIN_SECRET') : '');
  } catch {
    throw new ConfigError(`${file}: not found; name the server's folder with --data, or set ADMIN_SECRET`);
  }
}

endOnError(watch());
