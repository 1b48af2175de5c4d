import { createECDH } from 'node:crypto';

/** The key pair that names this service to push services (VAPID, RFC 8292), URL-safe Base64. */
export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

const privateKeyBytes = 32;

export function createVapidKeys(): VapidKeys {
  const pair = createECDH('prime256v1');
  const publicKey = pair.generateKeys('base64url', 'uncompressed');
  // A key that begins with zeros comes shorter; its form has a fixed length (RFC 7518 section 6.2.2.1).
  const padding = Buffer.alloc(privateKeyBytes - pair.getPrivateKey().length);
  return { publicKey, privateKey: Buffer.concat([padding, pair.getPrivateKey()]).toString('base64url') };
}
