import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import { createVapidKeys } from '../../shared/adapters/vapid-keys.ts';
import type { Secrets } from '../../shared/ports/secrets.ts';
import { ConfigError } from '../../shared/runtime/errors.ts';

const secretsFile = z.object({ ADMIN_SECRET: z.string(), VAPID_PUBLIC_KEY: z.string(), VAPID_PRIVATE_KEY: z.string() });

/**
 * Secrets of one machine: the environment's, else those made at the first start and kept in a file only its owner can
 * read. `isNew` once, when they have just been made: the admin secret is then shown.
 */
export function localSecrets(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): { readonly secrets: Secrets; readonly made: { readonly adminSecret: string } | null } {
  const isNew = !existsSync(file);
  if (isNew) {
    const { publicKey, privateKey } = createVapidKeys();
    const content = {
      ADMIN_SECRET: randomBytes(24).toString('base64url'),
      VAPID_PUBLIC_KEY: publicKey,
      VAPID_PRIVATE_KEY: privateKey,
    };
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  }
  const kept = readSecrets(file);
  return {
    secrets: { get: async (name) => env[name] ?? new Map(Object.entries(kept)).get(name) },
    made: isNew && env.ADMIN_SECRET === undefined ? { adminSecret: kept.ADMIN_SECRET } : null,
  };
}

function readSecrets(file: string): z.infer<typeof secretsFile> {
  try {
    return secretsFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new ConfigError(
      `${file}: cannot be read as the secrets of this machine; restore it, or remove it to get new ones`,
    );
  }
}
