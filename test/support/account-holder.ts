import { expect } from 'vitest';
import * as z from 'zod';
import { wire } from '../../functions/api/wire.ts';
import { dispatches } from '../../shared/documents/dispatch.ts';
import { openRecipient } from '../../shared/domain/dispatch/sealed-payload.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { testCipher } from './test-cipher.ts';
import type { TestPlatform } from './test-platform.ts';

const answer = z.object({ user: z.looseObject({ id: z.string() }), token: z.string() });

export type Ask = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Response>;

/** Asks the public API of a platform, from one network address unless told otherwise. */
export function apiOf(platform: Platform): Ask {
  const app = wire(platform);
  return async (method, path, body, headers = {}) => {
    const { 'x-test-address': remoteAddress = '192.0.2.1', ...rest } = headers;
    const init = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    return app.request(path, { method, headers: rest, ...init }, { incoming: { socket: { remoteAddress } } });
  };
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

export const goodPassword = 'Correct-Horse-9';

/** Registers somebody; gives what they hold afterwards. */
export async function register(ask: Ask, email = 'ada@example.com', password = goodPassword) {
  return holdingOf(await ask('POST', '/api/auth/register', { email, password, name: 'Ada' }), 201);
}

export const login = (ask: Ask, email = 'ada@example.com', password = goodPassword, headers = {}) =>
  ask('POST', '/api/auth/login', { email, password }, headers);

/** User id, access token and cookie of an answer that signs somebody in. */
export async function holdingOf(response: Response, status = 200) {
  expect(response.status).toBe(status);
  const { user, token } = answer.parse(await response.json());
  const [cookie = ''] = (response.headers.get('set-cookie') ?? '').split(';');
  return { userId: user.id, user, token, cookie };
}

/** The account mails that wait to be handed over, the oldest first, each with the token of its link. */
export async function mailsOf({ people, clock }: TestPlatform) {
  const due = await dispatches.find(people, 'due', { range: { max: clock.nowMs() }, limit: 100 });
  return due.flatMap(({ id, value }) =>
    value.recipients.flatMap((recipient) => {
      const { rendered } = openRecipient(recipient, testCipher);
      if (rendered.channel !== 'email') return [];
      const { to, subject, text } = rendered.mail;
      const [, token = ''] = /\?token=(\S+)/.exec(text) ?? [];
      return [{ dispatchId: id, to, subject, token }];
    }),
  );
}

/** Confirms whatever address waits for it. */
export async function verifyAll(platform: TestPlatform, ask: Ask): Promise<void> {
  for (const { subject, token } of await mailsOf(platform)) {
    if (subject.startsWith('Confirm')) await ask('POST', '/api/auth/verify', { token });
  }
}
