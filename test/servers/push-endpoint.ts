import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import type { PushSubscription } from '../../shared/ports/delivery.ts';
import { type LocalAnswer, type LocalRequest, type LocalServer, startLocalServer } from './local-server.ts';

/** A push as the browser gets it: decrypted. */
interface ReceivedPush {
  readonly payload: string;
  readonly topic: string | undefined;
  readonly ttlSeconds: number;
  readonly urgency: string;
}

export interface PushEndpoint extends LocalServer {
  /** Leads the service's public name to this server. */
  readonly hosts: Readonly<Record<string, string>>;
  /** What a browser's `pushManager.subscribe` gives, for a browser that is offline. */
  subscribe(): PushSubscription;
  /** As when the browser drops its subscription: 410 from now on. */
  unsubscribe(subscription: PushSubscription): void;
  /** What the browser will get when it comes online: one push per topic, the last one. */
  waiting(subscription: PushSubscription): ReceivedPush[];
}

interface Browser {
  readonly keys: ReturnType<typeof createECDH>;
  readonly auth: Buffer;
  readonly pushes: ReceivedPush[];
  subscribed: boolean;
}

/**
 * A push service (RFC 8030) together with the browsers behind it: checks the VAPID signature, audience and lifetime
 * (RFC 8292), takes at most 4,096 bytes, decrypts aes128gcm (RFC 8188, RFC 8291), and replaces undelivered pushes of
 * one topic. Browsers know it by its public name, `https://push.example`.
 */
export async function startPushEndpoint(options: { readonly vapidPublicKey: string }): Promise<PushEndpoint> {
  const publicOrigin = 'https://push.example';
  const browsers = new Map<string, Browser>();
  let pushes = 0;

  const take = ({ method, path, headers, body }: LocalRequest): LocalAnswer => {
    const browser = browsers.get(path);
    if (method !== 'POST' || !browser) return { status: 404 };
    if (!browser.subscribed) return { status: 410 };
    if (!isSignedBy(options.vapidPublicKey, headers.authorization, publicOrigin)) return { status: 403 };
    if (body.length > 4_096) return { status: 413 };
    if (headers['content-encoding'] !== 'aes128gcm' || headers.ttl === undefined) return { status: 400 };
    const topic = headers.topic;
    if (topic !== undefined && (typeof topic !== 'string' || !/^[\w-]{1,32}$/.test(topic))) return { status: 400 };
    const replaced = browser.pushes.findIndex((push) => topic !== undefined && push.topic === topic);
    if (replaced >= 0) browser.pushes.splice(replaced, 1);
    const payload = decrypt(body, browser);
    browser.pushes.push({ payload, topic, ttlSeconds: Number(headers.ttl), urgency: String(headers.urgency) });
    return { status: 201, headers: { location: `${publicOrigin}/message/${++pushes}` } };
  };
  const server = await startLocalServer(take);

  return {
    ...server,
    hosts: { 'push.example': new URL(server.origin).host },
    subscribe() {
      const keys = createECDH('prime256v1');
      const p256dh = keys.generateKeys('base64url');
      const auth = randomBytes(16);
      const path = `/push/${browsers.size + 1}`;
      browsers.set(path, { keys, auth, pushes: [], subscribed: true });
      return { endpoint: publicOrigin + path, keys: { p256dh, auth: auth.toString('base64url') } };
    },
    unsubscribe(subscription) {
      const browser = browsers.get(new URL(subscription.endpoint).pathname);
      if (browser) browser.subscribed = false;
    },
    waiting: (subscription) => browsers.get(new URL(subscription.endpoint).pathname)?.pushes ?? [],
  };
}

function isSignedBy(publicKey: string, authorization: string | undefined, origin: string): boolean {
  const [, token = '', key] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization ?? '') ?? [];
  const [header = '', claims = '', signature = ''] = token.split('.');
  if (key !== publicKey) return false;
  const point = Buffer.from(publicKey, 'base64url');
  const jwk = { kty: 'EC', crv: 'P-256', x: base64Url(point.subarray(1, 33)), y: base64Url(point.subarray(33)) };
  const isValid = verify(
    'sha256',
    Buffer.from(`${header}.${claims}`),
    { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  const { aud, exp, sub } = JSON.parse(Buffer.from(claims, 'base64url').toString() || '{}');
  const seconds = Date.now() / 1_000;
  return isValid && aud === origin && exp > seconds && exp <= seconds + 86_400 && /^(mailto:|https:)/.test(sub);
}

function decrypt(body: Buffer, { keys, auth }: Browser): string {
  const salt = body.subarray(0, 16);
  const senderKey = body.subarray(21, 21 + body.readUInt8(20));
  const record = body.subarray(21 + senderKey.length);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.getPublicKey(), senderKey]);
  const secret = Buffer.from(hkdfSync('sha256', keys.computeSecret(senderKey), auth, info, 32));
  const contentKey = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: aes128gcm\0', 16));
  const nonce = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: nonce\0', 12));
  const decipher = createDecipheriv('aes-128-gcm', contentKey, nonce);
  decipher.setAuthTag(record.subarray(-16));
  const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
  // The record ends in a 0x02 delimiter and zeros.
  return padded.subarray(0, padded.lastIndexOf(2)).toString();
}

function base64Url(bytes: Buffer): string {
  return bytes.toString('base64url');
}
