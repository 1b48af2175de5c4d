import { beforeAll, describe, expect, it } from 'vitest';
import { wire as wireAdmin } from '../../functions/admin/wire.ts';
import { wire as wireApi } from '../../functions/api/wire.ts';
import { apiKeys } from '../../shared/documents/api-key.ts';
import { fields } from '../../shared/documents/fields.ts';
import { sessions } from '../../shared/documents/session.ts';
import { users } from '../../shared/documents/user.ts';
import { type Action, authorisation, permission } from '../../shared/domain/account/authorisation.ts';
import { type Principal, type Role, roles, type Scope, scopes } from '../../shared/domain/account/principal.ts';
import { type Endpoint, endpointsOf } from '../../shared/runtime/endpoint.ts';
import { apiKeyHash, apiKeyText } from '../../shared/runtime/read-principal.ts';
import { createSessionTokens } from '../../shared/runtime/session-tokens.ts';
import { routes } from '../../shared/topology.ts';
import { problemOf } from '../support/answers.ts';
import { adminSecret, testPlatform } from '../support/test-platform.ts';

const platform = testPlatform({ flags: ['--rate-limit-scale', '100000'] });
const apps = [wireApi(platform), wireAdmin(platform)];
const walked: readonly { readonly app: (typeof apps)[number]; readonly endpoint: Endpoint }[] = apps.flatMap((app) =>
  endpointsOf(app).map((endpoint) => ({ app, endpoint })),
);
const nowMs = platform.clock.nowMs();
const tokens = createSessionTokens('session-key-of-the-tests-0001');
const strangersTokens = createSessionTokens('session-key-of-somebody-else');

/** Who asks: what they present, and whom that makes them; null where it makes them nobody. */
const callers = new Map<string, { readonly credentials: string | null; readonly principal: Principal | null }>();

async function addPerson(
  name: string,
  role: Role,
  values: { state?: 'active' | 'suspended'; verified?: boolean } = {},
) {
  const { state = 'active', verified = true } = values;
  const user = { email: 'sealed', name: null, passwordHash: null, identities: {}, role, state, isBetaUser: false };
  const times = { emailVerifiedAtMs: verified ? nowMs : null, createdAtMs: nowMs, lastLoginAtMs: null };
  const session = {
    userId: name,
    generation: 1,
    agent: 'test',
    createdAtMs: nowMs,
    rotatedAtMs: nowMs,
    endedAtMs: null,
  };
  await platform.people.write([
    users.create(name, { ...user, ...times }),
    sessions.create(`s-${name}`, { ...session, expiresAtMs: nowMs + 1e9 }),
  ]);
  const claims = { userId: name, sessionId: `s-${name}` };
  const principal = { type: 'user', userId: name, role, sessionId: claims.sessionId, isVerified: verified } as const;
  return { principal, claims };
}

async function addKey(owner: string, role: Role, granted: readonly Scope[]) {
  const keyId = `key-${owner}-${granted.length}`;
  const key = { userId: owner, name: 'key', scopes: [...granted], createdAtMs: nowMs, lastUsedAtMs: null };
  await platform.people.write([apiKeys.create(keyId, { ...key, secretHash: apiKeyHash('secret-of-a-key') })]);
  const principal = { type: 'api-key', userId: owner, role, keyId, scopes: granted, isVerified: true } as const;
  callers.set(`a key of ${role} with ${granted.length} scopes`, {
    credentials: apiKeyText(keyId, 'secret-of-a-key'),
    principal,
  });
}

beforeAll(async () => {
  callers.set('nobody', { credentials: null, principal: { type: 'public' } });
  callers.set('the operator', { credentials: adminSecret, principal: { type: 'operator' } });
  for (const role of roles) {
    const { principal, claims } = await addPerson(role, role);
    callers.set(role, { credentials: await tokens.access(claims, nowMs), principal });
    if (role !== 'user' && role !== 'super-admin') continue;
    callers.set(`${role}, expired`, { credentials: await tokens.access(claims, nowMs - 1e6), principal: null });
    callers.set(`${role}, forged`, { credentials: await strangersTokens.access(claims, nowMs), principal: null });
    await addKey(role, role, scopes);
    await addKey(role, role, []);
  }
  const unverified = await addPerson('unverified', 'user', { verified: false });
  callers.set('an unverified user', {
    credentials: await tokens.access(unverified.claims, nowMs),
    principal: unverified.principal,
  });
  const suspended = await addPerson('suspended', 'super-admin', { state: 'suspended' });
  callers.set('a suspended super-admin', {
    credentials: await tokens.access(suspended.claims, nowMs),
    principal: null,
  });
  const borrowed = { userId: 'super-admin', sessionId: 's-user' };
  callers.set("somebody with another's session", {
    credentials: await tokens.access(borrowed, nowMs),
    principal: null,
  });
  callers.set('a made-up key', { credentials: 'phk_nobody.secret-of-nobody', principal: null });
  callers.set('a wrong secret', { credentials: `${adminSecret}x`, principal: null });
});

/** What an endpoint may have ended, for the next caller. */
const renewSessions = () =>
  platform.people.write(
    [...roles, 'unverified'].map((name) => sessions.update(`s-${name}`, fields({ endedAtMs: null }))),
  );

/** Refused for who they are: 401 or 403 of these types. Other answers come from behind the door. */
async function refusal({ app, endpoint }: (typeof walked)[number], credentials: string | null): Promise<number | null> {
  const path = endpoint.path.replace(/:\w+/g, 'none');
  const headers = credentials === null ? {} : { authorization: `Bearer ${credentials}` };
  const init = endpoint.body ? { body: '{"unknown":1}' } : {};
  const answer = await app.request(path, { method: endpoint.method, headers, ...init });
  const isProblem = answer.headers.get('content-type')?.includes('problem');
  const [status, type] = isProblem ? await problemOf(answer) : [answer.status, ''];
  return ['unauthorised', 'forbidden'].includes(type) ? status : null;
}

function expected(principal: Principal | null, action: Action): number | null {
  if (principal === null) return 401;
  const may = permission(principal, action).type;
  return may === 'allowed' ? null : may === 'sign-in-needed' ? 401 : 403;
}

describe('every endpoint for every caller', () => {
  it('lets in whom the authorisation table lets in, and nobody else', async () => {
    const wrong: string[] = [];
    for (const { app, endpoint } of walked) {
      await renewSessions();
      for (const [name, { credentials, principal }] of callers) {
        const found = await refusal({ app, endpoint }, credentials);
        const right = expected(principal, endpoint.action);
        if (found !== right) wrong.push(`${endpoint.method} ${endpoint.path} for ${name}: ${found}, not ${right}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(walked.length * callers.size).toBeGreaterThan(700);
  });

  it('is served only where it is declared', () => {
    for (const app of apps) {
      const declared = endpointsOf(app).map(({ method, path }) => `${method} ${path}`);
      const handled = app.routes
        .filter(({ method }) => method !== 'ALL')
        .map(({ method, path }) => `${method} ${path}`);
      expect(handled).toEqual(declared);
      expect(new Set(declared).size).toBe(declared.length);
    }
  });

  it('stands below a prefix of the registry that promises no more than it asks', () => {
    const rank = (least: string) => ['anyone', ...roles].indexOf(least);
    const longestFirst = routes.toSorted((a, b) => b.prefix.length - a.prefix.length);
    for (const { app, endpoint } of walked) {
      const route = longestFirst.find(
        ({ prefix }) => endpoint.path === prefix || endpoint.path.startsWith(`${prefix}/`),
      );
      expect([endpoint.path, route?.functionName]).toEqual([endpoint.path, app === apps[0] ? 'api' : 'admin']);
      expect(rank(authorisation[endpoint.action].least), endpoint.path).toBeGreaterThanOrEqual(
        rank(route?.least ?? ''),
      );
    }
  });

  it('that changes something by privilege is written down', () => {
    const silent = walked.filter(({ endpoint: { action, method, audit, path } }) => {
      const isPrivileged = !['anyone', 'user'].includes(authorisation[action].least);
      return isPrivileged && method !== 'GET' && !audit && !path.endsWith('/find');
    });
    // The second says itself whom it concerned: its body is an address, which is none of the audit's business.
    expect(silent.map(({ endpoint }) => endpoint.path)).toEqual(['/api/watches', '/api/admin/suppressions/lift']);
  });

  it('reads a body only by a schema that refuses what it does not know', async () => {
    for (const { app, endpoint } of walked.filter(({ endpoint }) => endpoint.body)) {
      const path = endpoint.path.replace(/:\w+/g, 'none');
      for (const name of ['the operator', 'super-admin']) {
        const { credentials, principal } = callers.get(name) ?? {};
        if (!principal || expected(principal, endpoint.action) !== null) continue;
        const headers = { authorization: `Bearer ${credentials}` };
        const answer = await app.request(path, { method: endpoint.method, headers, body: '{"unknown":1}' });
        expect([endpoint.path, answer.status]).toEqual([
          endpoint.path,
          path.includes('/none/observations/') ? 404 : 400,
        ]);
      }
    }
  });
});
