import { HTTPException } from 'hono/http-exception';
import * as z from 'zod';
import {
  type Access,
  type Action,
  accessPermission,
  type Permission,
  permission,
} from '../domain/account/authorisation.ts';
import { principalId } from '../domain/account/principal.ts';
import type { LimitName } from '../domain/limits/limits.ts';
import { isDocumentId } from '../ports/document-rules.ts';
import { addressGroup } from './client-address.ts';
import { etagOf } from './etag.ts';
import { type HttpApp, parseInput, type RequestContext, readForm, readJson } from './http.ts';
import { problem } from './problem.ts';
import { type LimitAnswer, limitHeaders } from './rate-limiter.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * What an endpoint is: one declaration checks what comes in and what goes out, decides who may, and documents it. `P`,
 * `Q`, `B` and `A` are the schemas of path, query, body and answer.
 */
export interface Endpoint<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  A extends z.ZodType = z.ZodType,
> {
  readonly method: Method;
  /** With parameters as `:name`. */
  readonly path: string;
  /** Of the authorisation table. */
  readonly action: Action;
  /** What it does, in one sentence. */
  readonly summary: string;
  readonly params?: P;
  /** Where absent, a query is ignored: links carry all sorts of things. */
  readonly query?: Q;
  readonly body?: B;
  /** A body that would be taken, for the documentation; tests hold it against the schema. */
  readonly example?: unknown;
  /** Forms of our own pages may send the body too. */
  readonly takesForms?: boolean;
  /** The JSON it answers with; where absent it answers otherwise, see `contentType`. */
  readonly answer?: A;
  readonly contentType?: string;
  /** Of success; 200 where absent. Others a handler gives are listed beside it. */
  readonly status?: 200 | 201 | 202 | 204;
  readonly limit?: LimitName;
  /** Under which name every use is written down, before anything is done (WP-5). */
  readonly audit?: string;
  /** Where to go instead (RFC 9745, RFC 8288). */
  readonly deprecated?: { readonly sinceMs: number; readonly successor: string };
}

export interface Input<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly body: z.output<B>;
}

export interface Answer<T> {
  readonly body: T;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

type Handle<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType> = (
  input: Input<P, Q, B>,
  context: RequestContext,
) => Promise<Answer<z.input<A>> | Response>;

/** Takes the endpoints of a function, in the order in which their paths are tried. */
export interface EndpointServer {
  add<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
    endpoint: Endpoint<P, Q, B, A>,
    handle: Handle<P, Q, B, A>,
  ): void;
  readonly endpoints: readonly Endpoint[];
}

/** The document id in a path. */
export const idInPath = z.object({ id: z.string().refine(isDocumentId) });

/** The endpoints of each application, for whoever walks them all. */
const served = new WeakMap<HttpApp, readonly Endpoint[]>();
export const endpointsOf = (app: HttpApp): readonly Endpoint[] => served.get(app) ?? [];

/** Serves endpoints of an application: limit, permission, input, handler, output. */
export function endpointServer(app: HttpApp): EndpointServer {
  const endpoints: Endpoint[] = [];
  served.set(app, endpoints);
  return {
    endpoints,
    add: (endpoint, handle) => {
      endpoints.push(endpoint);
      app.on(endpoint.method, endpoint.path, async (context) => {
        const limit = await takeLimitOf(endpoint, context);
        const answer =
          (limit && !limit.allowed ? tooMany(limit) : undefined) ??
          refusalOf(permission(context.get('principal'), endpoint.action), endpoint.action, context) ??
          (await answerOf(endpoint, handle, context));
        const headers = { ...(limit ? limitHeaders(limit) : {}), ...deprecationHeaders(endpoint, context) };
        for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
        return answer;
      });
    },
  };
}

async function answerOf<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  endpoint: Endpoint<P, Q, B, A>,
  handle: Handle<P, Q, B, A>,
  context: RequestContext,
): Promise<Response> {
  const input = await readInput(endpoint, context);
  if (endpoint.audit) await audited(endpoint.audit, input, context);
  const answer = await handle(input, context);
  if (answer instanceof Response) return answer;
  const { body, status = endpoint.status ?? 200, headers = {} } = answer;
  // What the schema does not name is left out, and what does not fit it is our mistake: a 500.
  const checked: unknown = endpoint.answer?.parse(body);
  const text = JSON.stringify(checked);
  const etag = endpoint.method === 'GET' && status === 200 ? etagOf(text) : {};
  return new Response(text, { status, headers: { 'content-type': 'application/json', ...etag, ...headers } });
}

/** Counts the request; undefined for the operator, who is not to be locked out of what they operate. */
async function takeLimitOf({ limit, method }: Endpoint, context: RequestContext): Promise<LimitAnswer | undefined> {
  const principal = context.get('principal');
  if (principal.type === 'operator') return undefined;
  const isKnown = principal.type === 'user' || principal.type === 'api-key';
  const who = isKnown ? principalId(principal) : addressGroup(context.get('clientAddress'));
  return context.get('takeLimit')(limit ?? (method === 'GET' ? 'read' : 'write'), who);
}

const tooMany = ({ limit }: LimitAnswer) =>
  problem(429, 'too-many-requests', `asked more often than the limit "${limit}" allows`);

function refusalOf(may: Permission, what: string, context: RequestContext): Response | undefined {
  switch (may.type) {
    case 'allowed':
      return undefined;
    case 'sign-in-needed':
      return problem(401, 'unauthorised', 'sign in first: Authorization: Bearer …', { 'www-authenticate': 'Bearer' });
    case 'forbidden':
      context.get('log').info('refused what a principal may not do', {
        what,
        principal: principalId(context.get('principal')),
      });
      return problem(403, 'forbidden', may.reason);
  }
}

async function readInput<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  { params, query, body, takesForms }: Endpoint<P, Q, B, A>,
  context: RequestContext,
): Promise<Input<P, Q, B>> {
  const { req } = context;
  const isForm = takesForms && req.header('content-type')?.startsWith('application/x-www-form-urlencoded');
  const given = {
    params: params && parsePath(params, req.param()),
    query: query && parseInput(query, req.query()),
    body: body && parseInput(body, await (isForm ? readForm(req) : readJson(req))),
  };
  // Each is what its own schema gave; one without a schema is read by no handler.
  return given as Input<P, Q, B>;
}

/** The act with its scalar inputs; address and name of a person are none of the audit's business. */
async function audited(
  action: string,
  { params, body }: Input<z.ZodType, z.ZodType, z.ZodType>,
  context: RequestContext,
) {
  const given = { ...scalarsOf(params), ...scalarsOf(body) };
  const { id, email: _, name: __, ...details } = given;
  await context.get('audit')(context, { action, target: typeof id === 'string' ? id : null, details });
}

function scalarsOf(value: unknown): Record<string, string | number | boolean> {
  if (typeof value !== 'object' || value === null) return {};
  const isScalar = (each: unknown) => ['string', 'number', 'boolean'].includes(typeof each);
  return Object.fromEntries(Object.entries(value).filter(([, each]) => isScalar(each)));
}

/** A path whose parts do not fit leads nowhere. */
function parsePath<T>(schema: z.ZodType<T>, given: unknown): T {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new HTTPException(404, { res: problem(404, 'not-found', 'there is nothing of this id') });
}

/** RFC 9745 and RFC 8288: since when not to use it, and what instead. */
function deprecationHeaders({ deprecated }: Endpoint, { req }: RequestContext): Record<string, string> {
  if (!deprecated) return {};
  const { sinceMs, successor } = deprecated;
  const link = `<${successor}${new URL(req.url).search}>; rel="successor-version"`;
  return { deprecation: `@${Math.floor(sinceMs / 1_000)}`, link };
}

/** Lets nobody past who is less than that, at the path and below it, whether there is something or not. */
export function guardPrefix(app: HttpApp, prefix: string, least: Access): void {
  app.use(`${prefix}/*`, async (context, next) => {
    const refusal = refusalOf(accessPermission(context.get('principal'), least), prefix, context);
    return refusal ?? (await next());
  });
}
