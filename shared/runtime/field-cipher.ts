import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Random } from '../ports/clock.ts';
import type { FieldCipher } from '../ports/field-cipher.ts';
import type { Secrets } from '../ports/secrets.ts';
import { ConfigError } from './errors.ts';

interface Key {
  readonly id: string;
  readonly sealing: Buffer;
  readonly naming: Buffer;
}

const shortestKey = 24;
/** Longer texts are packed before they are sealed: a mail takes a quarter. */
const packedFromChars = 1_000;
const packed = 'z';
/** Nothing we seal is longer. */
const maxUnpackedBytes = 4_000_000;

/** Keys as a secret keeps them, newest first, separated by commas; an older one goes once nothing needs it any more. */
export function splitKeys(secret: string, name: string): readonly [string, ...string[]] {
  const [newest, ...older] = secret.split(',').map((key) => key.trim());
  if (newest === undefined || [newest, ...older].some((key) => key.length < shortestKey)) {
    throw new ConfigError(
      `${name}: found a key of fewer than ${shortestKey} characters; allowed: random keys, newest first`,
    );
  }
  return [newest, ...older];
}

/**
 * AES-256-GCM (NIST SP 800-38D) and HMAC-SHA-256, under keys derived by HKDF (RFC 5869). A sealed text is `<key id>.<iv, text, tag>`, or
 * `<key id>.z.<…>` where the text was packed.
 */
export function createFieldCipher(secret: string, random: Pick<Random, 'nonce'>): FieldCipher {
  const [newest, ...older] = splitKeys(secret, 'DATA_KEYS');
  const current = derive(newest);
  const others = older.map(derive);
  return {
    seal: (text, place) => {
      const iv = createHash('sha256').update(random.nonce()).digest().subarray(0, 12);
      const cipher = createCipheriv('aes-256-gcm', current.sealing, iv).setAAD(Buffer.from(place));
      const isPacked = text.length >= packedFromChars;
      const bytes = isPacked ? deflateRawSync(text, { level: 4 }) : Buffer.from(text, 'utf8');
      const sealed = Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
      return [current.id, ...(isPacked ? [packed] : []), sealed.toString('base64url')].join('.');
    },
    open: (sealed, place) => {
      const [id, ...rest] = sealed.split('.');
      const isPacked = rest[0] === packed && rest.length === 2;
      const body = rest.at(-1) ?? '';
      const key = [current, ...others].find((each) => each.id === id);
      if (!key) throw new Error(`${place} is sealed under a key that DATA_KEYS no longer holds`);
      const bytes = Buffer.from(body, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key.sealing, bytes.subarray(0, 12));
      decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(-16));
      const opened = Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
      return (isPacked ? inflateRawSync(opened, { maxOutputLength: maxUnpackedBytes }) : opened).toString('utf8');
    },
    isNewest: (sealed) => sealed.startsWith(`${current.id}.`),
    idsOf: (kind, value) => {
      const named = ({ naming }: Key) =>
        createHmac('sha256', naming)
          .update(JSON.stringify([kind, value]))
          .digest('base64url')
          .slice(0, 27);
      return [named(current), ...others.map(named)];
    },
  };
}

function derive(key: string): Key {
  const from = (use: string) => Buffer.from(hkdfSync('sha256', key, '', `pricehawk ${use}`, 32));
  return { id: from('id').toString('base64url').slice(0, 6), sealing: from('sealing'), naming: from('naming') };
}

/** The cipher of the keys as they are now; made anew when they change. */
export function fieldCipherOf(secrets: Secrets, random: Random): () => Promise<FieldCipher> {
  let made: { readonly secret: string; readonly cipher: FieldCipher } | undefined;
  return async () => {
    const secret = await secrets.get('DATA_KEYS');
    if (!secret) throw new ConfigError('DATA_KEYS: found nothing; allowed: random keys, newest first');
    if (made?.secret !== secret) made = { secret, cipher: createFieldCipher(secret, random) };
    return made.cipher;
  };
}
