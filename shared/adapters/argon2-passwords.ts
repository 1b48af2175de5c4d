import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Passwords } from '../ports/passwords.ts';

/** OWASP Password Storage Cheat Sheet, first choice for Argon2id: 19 MiB, two passes, one lane. */
const recommended = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const tagBytes = 32;
/** What the cost of a hash we did not make may be: a stored one must not become a weapon. */
const most = { memory: 1_048_576, passes: 20, parallelism: 16 } as const;
const phcForm = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** `memory` in KiB. */
type Parameters = { readonly [name in keyof typeof recommended]: number };
const derive = promisify(argon2);

const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
const tagOf = (password: string, nonce: Buffer, given: Parameters, tagLength: number) =>
  derive('argon2id', { message: password, nonce, tagLength, ...given });

/** Argon2id (RFC 9106) of node:crypto, in its thread pool. Tests that hash by the dozen make it cheaper. */
export function argon2Passwords(parameters: Parameters = recommended): Passwords {
  const nobody = randomBytes(16);
  return {
    hash: async (password) => {
      const salt = randomBytes(16);
      const tag = await tagOf(password, salt, parameters, tagBytes);
      const { memory, passes, parallelism } = parameters;
      return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`;
    },
    verify: async (password, hash) => {
      const known = hash === null ? undefined : parse(hash);
      if (!known) {
        await tagOf(password, nobody, parameters, tagBytes);
        return false;
      }
      return timingSafeEqual(await tagOf(password, known.salt, known.parameters, known.tag.length), known.tag);
    },
  };
}

function parse(hash: string): { parameters: Parameters; salt: Buffer; tag: Buffer } | undefined {
  const [, m, t, p, salt = '', tag = ''] = phcForm.exec(hash) ?? [];
  const given = { memory: Number(m), passes: Number(t), parallelism: Number(p) };
  const isBearable =
    given.memory <= most.memory && given.passes <= most.passes && given.parallelism <= most.parallelism;
  return isBearable
    ? { parameters: given, salt: Buffer.from(salt, 'base64'), tag: Buffer.from(tag, 'base64') }
    : undefined;
}
