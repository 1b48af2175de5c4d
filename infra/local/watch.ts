import { join } from 'node:path';
import * as z from 'zod';
import { ConfigError } from '../../shared/runtime/errors.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import { endOnError } from './end-on-error.ts';
import { keptSecrets } from './local-secrets.ts';
import { serverAddress } from './server-address.ts';

const answerForm = z.object({
  url: z.string().default(''),
  retailerId: z.string().default(''),
  detail: z.string().default(''),
});

/** `npm run watch -- URL`: asks the running server to watch a page. */
async function watch(): Promise<void> {
  const [url, ...flags] = process.argv.slice(2);
  if (!url || url.startsWith('-')) throw new ConfigError('npm run watch -- URL: needs the address of a page to watch');
  const settings = readSettings(flags, process.env);
  const secret = process.env.ADMIN_SECRET || keptSecrets(join(settings.data, 'secrets.json')).ADMIN_SECRET;
  const server = serverAddress(settings);
  const response = await fetch(`${server}/api/watches`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url }),
  }).catch(() => {
    throw new ConfigError(`no PriceHawk runs at ${server}; start it with npm start, or name its port with --port`);
  });
  const answer = answerForm.safeParse(await response.json().catch(() => undefined));
  if (!answer.success) throw new ConfigError(`what runs at ${server} is no PriceHawk; name its port with --port`);
  if (response.status === 401) throw new ConfigError(`${server} has another admin secret; name its folder with --data`);
  if (!response.ok) throw new ConfigError(answer.data.detail);
  const { url: watched, retailerId } = answer.data;
  process.stdout.write(
    `${response.status === 201 ? 'Watching' : 'Already watching'} ${watched}, read as ${retailerId}\n`,
  );
}

endOnError(watch());
