import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FacebookAccount, startFacebookIssuer } from '../../../servers/facebook-issuer.ts';
import { type GithubAccount, startGithubIssuer } from '../../../servers/github-issuer.ts';
import { deadOrigin } from '../../../servers/local-server.ts';
import {
  type Ask,
  apiOf,
  bearer,
  holdingOf,
  login,
  mailsOf,
  register,
  verifyAll,
} from '../../../support/account-holder.ts';
import { jsonOf, problemOf } from '../../../support/answers.ts';
import { type TestPlatform, testPlatform } from '../../../support/test-platform.ts';

type Name = 'github' | 'facebook';
const apps = {
  github: { clientId: 'Iv1.tests', clientSecret: 'secret-of-the-github-app' },
  facebook: { clientId: '1234567890', clientSecret: 'secret-of-the-facebook-app' },
};
let github: Awaited<ReturnType<typeof startGithubIssuer>>;
let facebook: Awaited<ReturnType<typeof startFacebookIssuer>>;
let platform: TestPlatform;
let ask: Ask;

beforeAll(async () => {
  github = await startGithubIssuer(apps.github);
  facebook = await startFacebookIssuer(apps.facebook);
});
afterAll(async () => {
  await github.close();
  await facebook.close();
});
function start(...flags: string[]): void {
  const usual = {
    'github-client-id': apps.github.clientId,
    'github-url': github.origin,
    'github-api-url': github.origin,
    'facebook-client-id': apps.facebook.clientId,
    'facebook-graph-url': facebook.origin,
  };
  platform = testPlatform({
    flags: [...Object.entries(usual).flatMap(([name, value]) => [`--${name}`, value]), ...flags],
    secrets: {
      GITHUB_CLIENT_SECRET: apps.github.clientSecret,
      FACEBOOK_CLIENT_SECRET: apps.facebook.clientSecret,
    },
  });
  ask = apiOf(platform);
}
beforeEach(() => {
  start();
  facebook.giveTokensOf(apps.facebook.clientId);
});

const ada: GithubAccount = {
  id: 583231,
  login: 'ada',
  name: 'Ada\u202e\u0007 Lovelace',
  emails: [
    { email: 'ada@users.noreply.example', primary: false, verified: true },
    { email: 'ada@example.com', primary: true, verified: true },
  ],
};
const adaOnFacebook: FacebookAccount = { id: '10158', name: 'Ada Lovelace', email: 'ada@example.com' };

/** Leaves for a service as a browser does; gives where to and the cookie it keeps. */
async function leave(name: Name) {
  const answer = await ask('POST', `/api/auth/oauth/${name}/start`);
  expect(answer.status).toBe(200);
  const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
  return { authorizeUrl: String((await jsonOf(answer)).authorizeUrl), cookie, set: answer.headers.get('set-cookie') };
}

async function enterByGithub(account: GithubAccount, path = '', headers: Record<string, string> = {}) {
  const { authorizeUrl, cookie } = await leave('github');
  return ask('POST', `/api/auth/oauth/github${path}`, github.letIn(authorizeUrl, account), { cookie, ...headers });
}
async function enterByFacebook(account: FacebookAccount, path = '', headers: Record<string, string> = {}) {
  const { authorizeUrl, cookie } = await leave('facebook');
  return ask('POST', `/api/auth/oauth/facebook${path}`, facebook.letIn(authorizeUrl, account), { cookie, ...headers });
}
const usersKept = () => platform.people.all().filter(({ collection }) => collection === 'users').length;

describe('sign-in with GitHub', () => {
  it('makes an account with the verified primary address, and finds it again whatever name and address are by then', async () => {
    const first = await holdingOf(await enterByGithub(ada));
    expect(first.user).toMatchObject({
      email: 'ada@example.com',
      name: 'Ada   Lovelace',
      isVerified: true,
      hasPassword: false,
      providers: ['github'],
    });
    const renamed = { ...ada, login: 'countess', emails: [{ email: 'c@example.com', primary: true, verified: true }] };
    expect((await holdingOf(await enterByGithub(renamed))).userId).toBe(first.userId);
    expect(await mailsOf(platform)).toEqual([]);
  });

  it('opens an account whose address is confirmed here and verified there, and tells its owner', async () => {
    const { userId } = await register(ask);
    await verifyAll(platform, ask);
    expect((await holdingOf(await enterByGithub(ada))).userId).toBe(userId);
    expect((await mailsOf(platform)).map(({ subject }) => subject)).toContain('A new way into your account');
  });

  it.each<readonly [string, GithubAccount]>([
    ['is not verified', { ...ada, emails: [{ email: 'ada@example.com', primary: true, verified: false }] }],
    [
      'is verified, and is not the primary one',
      { ...ada, emails: [{ email: 'a@b.example', primary: false, verified: true }] },
    ],
    ['is none', { ...ada, emails: [] }],
  ])('takes nobody whose address %s', async (_, account) => {
    await register(ask);
    await verifyAll(platform, ask);
    expect(await problemOf(await enterByGithub(account))).toEqual([401, 'wrong-credentials']);
    expect(usersKept()).toBe(1);
  });

  it('works once for each leaving, in the browser that left, for ten minutes, for that service', async () => {
    const { authorizeUrl, cookie, set } = await leave('github');
    expect(set).toMatch(/; Path=\/api\/auth\/oauth; Max-Age=600; HttpOnly; Secure; SameSite=Lax$/);
    const query = github.letIn(authorizeUrl, ada);
    const send = (body: object, headers: Record<string, string> = { cookie }, name = 'github') =>
      ask('POST', `/api/auth/oauth/${name}`, body, headers);
    const wrongState = [400, 'wrong-state'];
    expect(await problemOf(await send(query, {}))).toEqual(wrongState);
    expect(await problemOf(await send(query, { cookie: (await leave('github')).cookie }))).toEqual(wrongState);
    expect(await problemOf(await send({ ...query, state: `9${query.state}` }))).toEqual(wrongState);
    expect(await problemOf(await send(query, { cookie }, 'facebook'))).toEqual(wrongState);
    // Of another's code under a state of one's own, GitHub says that it does not fit the verifier.
    const others = github.letIn((await leave('github')).authorizeUrl, ada);
    expect(await problemOf(await send({ ...query, code: others.code }))).toEqual([401, 'wrong-credentials']);
    await holdingOf(await send(query));
    expect(await problemOf(await send(query))).toEqual([401, 'wrong-credentials']);
    const late = await leave('github');
    platform.clock.advance(600_000);
    expect(await problemOf(await send(github.letIn(late.authorizeUrl, ada), { cookie: late.cookie }))).toEqual(
      wrongState,
    );
  });

  it('works without scripts: back from GitHub there is a button', async () => {
    const { authorizeUrl, cookie } = await leave('github');
    const query = github.letIn(authorizeUrl, ada);
    const page = await ask('GET', `/api/auth/oauth/github/return?${new URLSearchParams(query)}`);
    expect(await page.text()).toContain(`name="code" value="${query.code}"`);
    const headers = { cookie, 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };
    const done = await ask('POST', '/api/auth/oauth/github', new URLSearchParams(query).toString(), headers);
    expect(done.headers.get('set-cookie')).toMatch(/^__session=.+; Path=\/api\/auth;/);
    expect(await done.text()).toContain('ada@example.com');
    const refused = await ask('GET', '/api/auth/oauth/github/return?error=access_denied');
    expect(await refused.text()).toContain('did not let you through');
  });

  it('says so when GitHub does not answer, answers nonsense, or does not know the app, and when it is switched off', async () => {
    for (const body of ['<html>', '{"access_token":1}']) {
      const { authorizeUrl, cookie } = await leave('github');
      github.faults.push({ type: 'instead', answer: { status: 200, body } });
      const answer = await ask('POST', '/api/auth/oauth/github', github.letIn(authorizeUrl, ada), { cookie });
      expect(await problemOf(answer)).toEqual([503, 'provider-unavailable']);
    }
    start('--github-client-id', 'another');
    expect(await problemOf(await enterByGithub(ada))).toEqual([503, 'provider-unavailable']);
    start('--github-url', deadOrigin);
    expect(await problemOf(await enterByGithub(ada))).toEqual([503, 'provider-unavailable']);
    expect(JSON.stringify(platform.logged)).not.toContain(apps.github.clientSecret);
    start('--github-client-id', 'none');
    expect(await problemOf(await ask('POST', '/api/auth/oauth/github/start'))).toEqual([404, 'not-configured']);
    expect(await jsonOf(await ask('GET', '/api/auth/oauth'))).toMatchObject({ items: [{ provider: 'facebook' }] });
  });

  it('is linked to an account by who is signed in to it, and only in the browser that left', async () => {
    const { token, userId } = await register(ask, 'somebody@example.com');
    const { authorizeUrl } = await leave('github');
    const stolen = github.letIn(authorizeUrl, ada);
    expect(await problemOf(await ask('POST', '/api/auth/oauth/github/link', stolen, bearer(token)))).toEqual([
      400,
      'wrong-state',
    ]);
    expect(await jsonOf(await enterByGithub(ada, '/link', bearer(token)))).toEqual({ providers: ['github'] });
    expect((await holdingOf(await enterByGithub(ada))).userId).toBe(userId);
  });
});

describe('sign-in with Facebook', () => {
  it('makes an account with the confirmed address, and finds it again', async () => {
    const first = await holdingOf(await enterByFacebook(adaOnFacebook));
    expect(first.user).toMatchObject({ email: 'ada@example.com', name: 'Ada Lovelace', providers: ['facebook'] });
    // Whose it is now only a mail tells.
    expect(first.user).toMatchObject({ isVerified: false });
    await verifyAll(platform, ask);
    expect(await jsonOf(await ask('GET', '/api/me', undefined, bearer(first.token)))).toMatchObject({
      isVerified: true,
    });
    const { email: _, ...without } = adaOnFacebook;
    expect(await problemOf(await enterByFacebook({ ...without, id: '77' }))).toEqual([401, 'wrong-credentials']);
    expect((await holdingOf(await enterByFacebook(adaOnFacebook))).userId).toBe(first.userId);
  });

  it('opens no account by its address alone, since Facebook does not say whose it is now; linked, it does', async () => {
    const { token, userId } = await register(ask);
    await verifyAll(platform, ask);
    expect(await problemOf(await enterByFacebook(adaOnFacebook))).toEqual([409, 'address-taken']);
    expect(await jsonOf(await enterByFacebook(adaOnFacebook, '/link', bearer(token)))).toEqual({
      providers: ['facebook'],
    });
    expect((await holdingOf(await enterByFacebook(adaOnFacebook))).userId).toBe(userId);
  });

  it('leaves whoever made an account with an address that is not theirs any more outside, once its owner comes', async () => {
    const former = await holdingOf(await enterByFacebook(adaOnFacebook));
    const owner = await holdingOf(await enterByGithub(ada));
    expect(owner.userId).not.toBe(former.userId);
    expect(await problemOf(await ask('GET', '/api/me/api-keys', undefined, bearer(former.token)))).toEqual([
      403,
      'forbidden',
    ]);
  });

  it('opens no more what somebody made with an address, once its owner has taken it over by a new password', async () => {
    const { userId } = await holdingOf(await enterByFacebook(adaOnFacebook));
    await ask('POST', '/api/auth/forgot', { email: 'ada@example.com' });
    const mail = (await mailsOf(platform)).find(({ subject }) => subject === 'Choose a new password');
    expect((await ask('POST', '/api/auth/reset', { token: mail?.token, password: 'New-Horse-10' })).status).toBe(200);
    const owner = await holdingOf(await login(ask, 'ada@example.com', 'New-Horse-10'));
    expect(owner).toMatchObject({ userId, user: { isVerified: true, providers: [] } });
    expect(await problemOf(await enterByFacebook(adaOnFacebook))).toEqual([409, 'address-taken']);
  });

  it('takes no token of another app, no code twice, and says so when Facebook does not answer', async () => {
    facebook.giveTokensOf('666');
    expect(await problemOf(await enterByFacebook(adaOnFacebook))).toEqual([401, 'wrong-credentials']);
    facebook.giveTokensOf(apps.facebook.clientId);
    const { authorizeUrl, cookie } = await leave('facebook');
    const query = facebook.letIn(authorizeUrl, adaOnFacebook);
    await holdingOf(await ask('POST', '/api/auth/oauth/facebook', query, { cookie }));
    expect(await problemOf(await ask('POST', '/api/auth/oauth/facebook', query, { cookie }))).toEqual([
      401,
      'wrong-credentials',
    ]);
    start('--facebook-graph-url', deadOrigin);
    expect(await problemOf(await enterByFacebook(adaOnFacebook))).toEqual([503, 'provider-unavailable']);
  });
});
