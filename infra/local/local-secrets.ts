import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { createVapidKeys } from '../../shared/adapters/vapid-keys.ts';
import type { Secrets } from '../../shared/ports/secrets.ts';
import { ConfigError } from '../../shared/runtime/errors.ts';
import { checkOperatorSecret } from '../../shared/runtime/operator-secret.ts';
import { writeWhole } from './write-whole.ts';

const secretsFile = z.object({
  ADMIN_SECRET: z.string(),
  VAPID_PUBLIC_KEY: z.string(),
  VAPID_PRIVATE_KEY: z.string(),
  /** Sign sessions. */
  SESSION_KEYS: z.string().optional(),
  /** Seal personal data: without them what is kept about people cannot be read any more. */
  DATA_KEYS: z.string().optional(),
});

const newSecret = () => randomBytes(24).toString('base64url');

/**
 * Secrets of one machine: the environment's, else those made at the first start and kept in a file only its owner can
 * read. `isNew` once, when they have just been made: the admin secret is then shown.
 *
 * @throws ConfigError where one could be guessed
 */
export function localSecrets(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): { readonly secrets: Secrets; readonly made: { readonly adminSecret: string } | null } {
  const isNew = !existsSync(file);
  if (isNew) {
    const { publicKey, privateKey } = createVapidKeys();
    const content = {
      ADMIN_SECRET: newSecret(),
      VAPID_PUBLIC_KEY: publicKey,
      VAPID_PRIVATE_KEY: privateKey,
    };
    writeWhole(file, `${JSON.stringify(content, null, 2)}\n`);
  }
  const kept = withKeys(file, keptSecrets(file));
  const byName = new Map(Object.entries(kept));
  for (const name of ['ADMIN_SECRET', 'SESSION_KEYS', 'DATA_KEYS'] as const) {
    checkOperatorSecret(name, env[name] || kept[name] || '');
  }
  return {
    // An empty variable is what a shell makes of one that is not set.
    secrets: { get: async (name) => env[name] || byName.get(name) },
    made: isNew && !env.ADMIN_SECRET ? { adminSecret: kept.ADMIN_SECRET } : null,
  };
}

/** The secrets with every key there has to be; those of a file of an older release are added to it. */
function withKeys(file: string, kept: z.infer<typeof secretsFile>): Required<z.infer<typeof secretsFile>> {
  const { SESSION_KEYS = newSecret(), DATA_KEYS = newSecret(), ...rest } = kept;
  const whole = { ...rest, SESSION_KEYS, DATA_KEYS };
  if (!kept.SESSION_KEYS || !kept.DATA_KEYS) writeWhole(file, `${JSON.stringify(whole, null, 2)}\n`);
  return whole;
}

/** The secrets made at the first start. @throws ConfigError when the file is not there or not whole */
export function keptSecrets(file: string): z.infer<typeof secretsFile> {
  if (!existsSync(file)) {
    throw new ConfigError(`${file}: is not there; start PriceHawk first (npm start), or name its folder with --data`);
  }
  try {
    return secretsFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new ConfigError(
      `${file}: cannot be read as the secrets of this machine; name its folder with --data, restore it, or remove it to get new ones at the next start`,
    );
  }
}
