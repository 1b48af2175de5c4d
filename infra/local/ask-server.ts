import { join } from 'node:path';
import * as z from 'zod';
import { ConfigError } from '../../shared/runtime/errors.ts';
import type { Settings } from '../../shared/runtime/settings.ts';
import { keptSecrets } from './local-secrets.ts';
import { serverAddress } from './server-address.ts';

const answerForm = z.looseObject({ detail: z.string().optional() });

/**
 * Asks the running server for something as its operator; gives status and answer.
 *
 * @throws ConfigError where no PriceHawk answers there, or it has another admin secret
 */
export async function askServer(settings: Settings, path: string, body: object) {
  const secret = process.env.ADMIN_SECRET || keptSecrets(join(settings.data, 'secrets.json')).ADMIN_SECRET;
  const server = serverAddress(settings);
  const response = await fetch(server + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new ConfigError(`no PriceHawk runs at ${server}; start it with npm start, or name its port with --port`);
  });
  const answer = answerForm.safeParse(await response.json().catch(() => undefined));
  if (!answer.success) throw new ConfigError(`what runs at ${server} is no PriceHawk; name its port with --port`);
  if (response.status === 401) throw new ConfigError(`${server} has another admin secret; name its folder with --data`);
  return { status: response.status, ok: response.ok, body: answer.data };
}
