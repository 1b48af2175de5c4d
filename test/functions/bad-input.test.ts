import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { wire as wireAdmin } from '../../functions/admin/wire.ts';
import { wire as wireApi } from '../../functions/api/wire.ts';
import { sessions } from '../../shared/documents/session.ts';
import { users } from '../../shared/documents/user.ts';
import { type Endpoint, endpointsOf } from '../../shared/runtime/endpoint.ts';
import { createSessionTokens } from '../../shared/runtime/session-tokens.ts';
import { testPlatform } from '../support/test-platform.ts';

const platform = testPlatform({ flags: ['--rate-limit-scale', '100000'] });
const walked = [wireApi(platform), wireAdmin(platform)].flatMap((app) =>
  endpointsOf(app).map((endpoint) => ({ app, endpoint, name: `${endpoint.method} ${endpoint.path}` })),
);
const nowMs = platform.clock.nowMs();
let token = '';

/** Whoever may do everything that somebody with an account may. */
beforeAll(async () => {
  const times = { createdAtMs: nowMs, lastLoginAtMs: null, emailVerifiedAtMs: nowMs };
  const user = { email: 'sealed', name: null, passwordHash: null, identities: {}, isBetaUser: false } as const;
  const session = { userId: 'one', generation: 1, agent: 'test', createdAtMs: nowMs, rotatedAtMs: nowMs };
  await platform.people.write([
    users.create('one', { ...user, ...times, role: 'super-admin', state: 'active' }),
    sessions.create('s-one', { ...session, endedAtMs: null, expiresAtMs: nowMs + 1e9 }),
  ]);
  const tokens = createSessionTokens('session-key-of-the-tests-0001');
  token = await tokens.access({ userId: 'one', sessionId: 's-one' }, nowMs);
});

const schemaOf = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  properties: z.record(z.string(), z.looseObject({})).optional(),
  required: z.array(z.string()).optional(),
  additionalProperties: z.unknown().optional(),
  anyOf: z.array(z.looseObject({})).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
});
type Schema = z.infer<typeof schemaOf>;
const jsonSchema = (schema: z.ZodType): Schema =>
  schemaOf.parse(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));

function typesOf(schema: Schema): string[] {
  if (schema.anyOf) return schema.anyOf.flatMap((each) => typesOf(schemaOf.parse(each)));
  if (schema.enum) return schema.enum.map((each) => (each === null ? 'null' : typeof each));
  if (schema.const !== undefined) return [typeof schema.const];
  return [schema.type ?? []].flat();
}

/** Every field of a schema with its place, those inside others included. */
function fieldsOf(schema: Schema, place: readonly string[] = []): { place: readonly string[]; schema: Schema }[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, each]) => {
    const inner = schemaOf.parse(each);
    const here = [...place, name];
    const alternatives = [inner, ...(inner.anyOf ?? []).map((one) => schemaOf.parse(one))];
    return [{ place: here, schema: inner }, ...alternatives.flatMap((one) => fieldsOf(one, here))];
  });
}

/** An object with a value at one place and nothing else. */
const withAt = ([name = '', ...rest]: readonly string[], value: unknown): Record<string, unknown> => ({
  [name]: rest.length === 0 ? value : withAt(rest, value),
});

const answered = z.object({
  status: z.number(),
  type: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ field: z.string(), detail: z.string() })).optional(),
});

async function ask({ app, endpoint }: (typeof walked)[number], given: { body?: string; query?: string }) {
  const params = jsonSchema(endpoint.params ?? z.object({})).properties ?? {};
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) =>
    String(schemaOf.parse(params[name] ?? {}).enum?.[0] ?? '1'),
  );
  const init = given.body === undefined ? {} : { body: given.body };
  const headers = { authorization: `Bearer ${token}` };
  const answer = await app.request(path + (given.query ?? ''), { method: endpoint.method, headers, ...init });
  const isProblem = answer.headers.get('content-type')?.includes('problem');
  return isProblem ? answered.parse(await answer.json()) : { status: answer.status, type: '', detail: '', errors: [] };
}

/** Undefined where the answer is a 400 that names the field and says what is allowed there. */
function complaint(
  found: z.infer<typeof answered>,
  field: string,
  says = /^(allowed: |missing; allowed: |is not known here|\p{L})/u,
) {
  const named = found.errors?.find((each) => each.field === field || each.field.startsWith(`${field}.`));
  if (found.status === 400 && named && says.test(named.detail)) return undefined;
  return `${field}: ${found.status} ${found.detail} ${JSON.stringify(named)}`;
}

const samples: readonly (readonly [string, unknown])[] = [
  ['string', 'text of no known kind'],
  ['number', 12.5],
  ['boolean', true],
  ['array', [[]]],
  ['object', { no: 1 }],
  ['null', null],
];
const huge = 'x'.repeat(90_000);
const withBody = walked.filter(({ endpoint }) => endpoint.body);
const withQuery = walked.filter(({ endpoint }) => endpoint.query);
const bodyOf = ({ body }: Endpoint) => jsonSchema(body ?? z.object({}));

/** What is kept of people and deals; attempts are counted, and written down where they look like an attack. */
const kept = () =>
  JSON.stringify(
    [...platform.people.all(), ...platform.catalogue.all()].filter(
      ({ collection }) => !['rate-limits', 'audit', 'heartbeats', 'one-time-tokens'].includes(collection),
    ),
  );

async function complaints(check: () => AsyncGenerator<string | undefined>): Promise<string[]> {
  const before = kept();
  const found: string[] = [];
  for await (const each of check()) if (each !== undefined) found.push(each);
  expect(kept()).toBe(before);
  return found;
}

describe('every endpoint that takes a body', () => {
  it('names what is missing and what is allowed there', async () => {
    const wrong = await complaints(async function* () {
      for (const one of withBody) {
        const found = await ask(one, { body: '{}' });
        for (const field of bodyOf(one.endpoint).required ?? []) {
          const complained = complaint(found, field, /^missing; allowed: ./);
          yield complained && `${one.name}: ${complained}`;
        }
      }
    });
    expect(wrong).toEqual([]);
  });

  it('names a field of a wrong type, wherever it stands, and one that is too large', async () => {
    let tried = 0;
    const wrong = await complaints(async function* () {
      for (const one of withBody) {
        for (const { place, schema } of fieldsOf(bodyOf(one.endpoint))) {
          const types = typesOf(schema).map((type) => (type === 'integer' ? 'number' : type));
          const others = types.length === 0 ? [] : samples.filter(([type]) => !types.includes(type));
          const large = types.includes('string') ? [huge] : types.includes('array') ? [Array(9_000).fill('x')] : [];
          for (const value of [...others.map(([, sample]) => sample), ...large]) {
            tried += 1;
            const complained = complaint(
              await ask(one, { body: JSON.stringify(withAt(place, value)) }),
              place.join('.'),
            );
            yield complained && `${one.name}: ${complained} for ${String(JSON.stringify(value)).slice(0, 30)}`;
          }
        }
      }
    });
    expect(wrong).toEqual([]);
    expect(tried).toBeGreaterThan(150);
  });

  it('names a field it does not know, and takes no other JSON, no text and nothing larger than its limit', async () => {
    const wrong = await complaints(async function* () {
      for (const one of withBody) {
        const complained = complaint(await ask(one, { body: '{"unheard-of":1}' }), 'unheard-of', /^is not known here$/);
        yield complained && `${one.name}: ${complained}`;
        for (const [body, status] of [
          ['[]', 400],
          ['null', 400],
          ['{', 400],
          ['', 400],
          [huge + huge, 413],
        ] as const) {
          const found = await ask(one, { body });
          if (found.status !== status) yield `${one.name} with ${body.slice(0, 5)}: ${found.status}`;
        }
      }
    });
    expect(wrong).toEqual([]);
  });

  it('takes the example its documentation gives', () => {
    const given = withBody.filter(({ endpoint }) => endpoint.example !== undefined);
    const refused = given.filter(({ endpoint: { body, example } }) => !body?.safeParse(example).success);
    expect(refused.map(({ name }) => name)).toEqual([]);
    expect(given.map(({ name }) => name)).toContain('POST /api/preferences/preview');
  });

  it('knows every time zone there is, and no other', async () => {
    const wrong = await complaints(async function* () {
      for (const one of withBody) {
        for (const { place } of fieldsOf(bodyOf(one.endpoint)).filter(({ place }) => place.at(-1) === 'timeZone')) {
          for (const zone of ['Mars/Olympus', '', 'Europe/Berlin\u0000', '+99:99']) {
            const complained = complaint(
              await ask(one, { body: JSON.stringify(withAt(place, zone)) }),
              place.join('.'),
            );
            yield complained && `${one.name}: ${complained} for ${zone}`;
          }
        }
      }
    });
    expect(wrong).toEqual([]);
  });
});

describe('every endpoint that takes a query', () => {
  it('names a parameter that is not what it may be', async () => {
    let tried = 0;
    const wrong = await complaints(async function* () {
      for (const one of withQuery) {
        const schema = jsonSchema(one.endpoint.query ?? z.object({}));
        for (const { place, schema: each } of fieldsOf(schema)) {
          const [name = ''] = place;
          const values =
            each.enum || !typesOf(each).includes('string')
              ? ['nonsense', huge.slice(0, 9_000)]
              : [huge.slice(0, 9_000)];
          for (const value of values) {
            tried += 1;
            const complained = complaint(await ask(one, { query: `?${name}=${value}` }), name);
            yield complained && `${one.name}: ${complained} for ${value.slice(0, 10)}`;
          }
        }
        if (schema.additionalProperties === false) {
          const complained = complaint(await ask(one, { query: '?unheard-of=1' }), 'unheard-of', /^is not known here$/);
          yield complained && `${one.name}: ${complained}`;
        }
      }
    });
    expect(wrong).toEqual([]);
    expect(tried).toBeGreaterThan(40);
  });

  it('takes no cursor it did not make', async () => {
    const wrong = await complaints(async function* () {
      for (const one of withQuery) {
        if (!jsonSchema(one.endpoint.query ?? z.object({})).properties?.cursor) continue;
        for (const cursor of ['nonsense', btoa('[1]'), btoa('["x","y"]'), btoa('[1,"a/b"]'), btoa('{}')]) {
          const { status, type } = await ask(one, { query: `?cursor=${cursor}` });
          if (status !== 400 || !type.endsWith('invalid-cursor')) yield `${one.name}: ${status} ${type} for ${cursor}`;
        }
      }
    });
    expect(wrong).toEqual([]);
  });
});
