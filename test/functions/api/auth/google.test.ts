import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { subscribers } from '../../../../shared/documents/subscriber.ts';
import { startGoogleIssuer } from '../../../servers/google-issuer.ts';
import { deadOrigin } from '../../../servers/local-server.ts';
import {
  type Ask,
  apiOf,
  bearer,
  goodPassword,
  holdingOf,
  login,
  mailsOf,
  register,
  verifyAll,
} from '../../../support/account-holder.ts';
import { jsonOf, problemOf } from '../../../support/answers.ts';
import { type TestPlatform, testPlatform } from '../../../support/test-platform.ts';

const clientId = 'client-of-the-tests';
let google: Awaited<ReturnType<typeof startGoogleIssuer>>;
let platform: TestPlatform;
let ask: Ask;
beforeAll(async () => {
  google = await startGoogleIssuer(clientId);
});
afterAll(() => google.close());
const start = (...flags: string[]) => {
  platform = testPlatform({ flags: ['--google-client-id', clientId, '--google-keys-url', google.keysUrl, ...flags] });
  ask = apiOf(platform);
};
beforeEach(() => start());

const ada = { sub: '1001', email: 'ada@gmail.com', name: 'Ada' };
const enter = (idToken: string) => ask('POST', '/api/auth/oauth/google', { idToken });

describe('sign-in with Google', () => {
  it('makes an account that hears of deals at once, and finds it again whatever its address is by then', async () => {
    const first = await holdingOf(await enter(await google.token(ada)));
    expect(first.user).toMatchObject({ email: 'ada@gmail.com', name: 'Ada', isVerified: true, providers: ['google'] });
    expect((await subscribers.get(platform.people, first.userId))?.value).toMatchObject({ active: true });
    expect(await mailsOf(platform)).toEqual([]);
    const again = await holdingOf(await enter(await google.token({ ...ada, email: 'countess@gmail.com' })));
    expect(again.userId).toBe(first.userId);
    expect((await login(ask, 'ada@gmail.com', '')).status).toBe(401);
  });

  it.each<readonly [string, Readonly<Record<string, unknown>>]>([
    ['of another service', { ...ada, aud: 'another-client' }],
    ['of another issuer', { ...ada, iss: 'https://evil.example' }],
    ['that has expired', { ...ada, iat: 1_600_000_000, exp: 1_600_003_600 }],
    ['without an address', { sub: '1001' }],
    ['of an address that is not confirmed', { ...ada, email_verified: false }],
    ['of an address that is confirmed by a word', { ...ada, email_verified: 'false' }],
    ['of several addresses', { ...ada, email: [ada.email] }],
    ['of nobody', { ...ada, sub: undefined }],
    ['of something that is no id', { ...ada, sub: { id: '1001' } }],
    ['with a name that is none', { ...ada, name: ['Ada'] }],
  ])('takes no token %s', async (_, claims) => {
    expect(await problemOf(await enter(await google.token(claims)))).toEqual([401, 'wrong-credentials']);
    expect(platform.people.all().filter(({ collection }) => collection === 'users')).toEqual([]);
  });

  it('takes no token signed by somebody else, nor text that is none', async () => {
    for (const forged of [await google.forgedToken(ada), 'a.b.c', 'x']) {
      expect(await problemOf(await enter(forged))).toEqual([401, 'wrong-credentials']);
    }
    expect(platform.people.all().filter(({ collection }) => collection === 'audit')).toHaveLength(3);
  });

  it('opens the account of an address Google gives out, once that was confirmed here; both ways in work then', async () => {
    const { userId } = await register(ask, ada.email);
    await verifyAll(platform, ask);
    expect((await holdingOf(await enter(await google.token(ada)))).userId).toBe(userId);
    expect((await holdingOf(await login(ask, ada.email))).userId).toBe(userId);
  });

  it('does not open the account of an address that Google only knows', async () => {
    await register(ask, 'ada@example.com');
    await verifyAll(platform, ask);
    expect(await problemOf(await enter(await google.token({ ...ada, email: 'ada@example.com' })))).toEqual([
      409,
      'address-taken',
    ]);
    await holdingOf(
      await enter(await google.token({ ...ada, sub: '2', email: 'eve@corp.example', hd: 'corp.example' })),
    );
  });

  it('makes an account of its own beside one that somebody made with an address that is not theirs', async () => {
    const squatter = await register(ask, ada.email);
    const owner = await holdingOf(await enter(await google.token(ada)));
    expect(owner.userId).not.toBe(squatter.userId);
    await verifyAll(platform, ask);
    expect(await jsonOf(await ask('GET', '/api/me', undefined, bearer(squatter.token)))).toMatchObject({
      isVerified: false,
    });
    expect((await holdingOf(await enter(await google.token(ada)))).userId).toBe(owner.userId);
  });

  it('opens an account it was linked to, whatever its address, until it is unlinked; the owner is told of both', async () => {
    const { token, userId } = await register(ask, 'ada@example.com');
    await verifyAll(platform, ask);
    const idToken = await google.token({ ...ada, email: 'countess@elsewhere.example' });
    const link = () => ask('POST', '/api/auth/oauth/google/link', { idToken }, bearer(token));
    expect(await jsonOf(await link())).toEqual({ providers: ['google'] });
    expect((await link()).status).toBe(200);
    expect((await holdingOf(await enter(idToken))).userId).toBe(userId);
    const other = await google.token({ ...ada, sub: '1002', email: 'b@elsewhere.example' });
    expect(
      await problemOf(await ask('POST', '/api/auth/oauth/google/link', { idToken: other }, bearer(token))),
    ).toEqual([409, 'other-identity']);
    const unlink = () => ask('DELETE', '/api/auth/oauth/google/link', undefined, bearer(token));
    expect(await jsonOf(await unlink())).toEqual({ providers: [] });
    expect(await problemOf(await unlink())).toEqual([404, 'not-found']);
    expect((await holdingOf(await enter(idToken))).userId).not.toBe(userId);
    const told = (await mailsOf(platform)).filter(({ to }) => to === 'ada@example.com').map(({ subject }) => subject);
    expect(told).toContain('A new way into your account');
    expect(told).toContain('A way into your account was removed');
  });

  it('opens one account only, and is not removed where it is the only way in', async () => {
    const bob = await register(ask, 'bob@example.com');
    const owner = await holdingOf(await enter(await google.token(ada)));
    const idToken = await google.token(ada);
    const link = await ask('POST', '/api/auth/oauth/google/link', { idToken }, bearer(bob.token));
    expect(await problemOf(link)).toEqual([409, 'identity-taken']);
    const unlink = () => ask('DELETE', '/api/auth/oauth/google/link', undefined, bearer(owner.token));
    expect(await problemOf(await unlink())).toEqual([409, 'last-way-in']);
    await ask('POST', '/api/me/password', { password: goodPassword }, bearer(owner.token));
    expect((await unlink()).status).toBe(200);
    expect((await holdingOf(await login(ask, ada.email))).userId).toBe(owner.userId);
  });

  it('asks for a fresh sign-in, where there is no password, before what a stolen token must not do', async () => {
    const { token } = await holdingOf(await enter(await google.token(ada)));
    platform.clock.advance(10 * 60_000);
    const asks = [
      () => ask('POST', '/api/me/password', { password: goodPassword }, bearer(token)),
      () => ask('POST', '/api/me/email', { email: 'eve@example.com' }, bearer(token)),
      () => ask('DELETE', '/api/me', { confirm: 'erase everything' }, bearer(token)),
    ];
    for (const each of asks) expect(await problemOf(await each())).toEqual([403, 'sign-in-again']);
    expect(await mailsOf(platform)).toEqual([]);
    const fresh = await holdingOf(await enter(await google.token(ada)));
    expect((await ask('POST', '/api/me/password', { password: goodPassword }, bearer(fresh.token))).status).toBe(204);
  });

  it('says so when it is switched off, when Google does not answer, and when only invited addresses get in', async () => {
    start('--google-client-id', 'none');
    expect(await problemOf(await enter('x'))).toEqual([404, 'not-configured']);
    start('--google-keys-url', deadOrigin);
    expect(await problemOf(await enter(await google.token(ada)))).toEqual([503, 'provider-unavailable']);
    start('--beta-mode');
    expect(await problemOf(await enter(await google.token(ada)))).toEqual([403, 'beta-only']);
  });
});
