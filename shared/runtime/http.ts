import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { etag, RETAINED_304_HEADERS } from 'hono/etag';
import { HTTPException } from 'hono/http-exception';
import { matchedRoutes } from 'hono/route';
import { secureHeaders } from 'hono/secure-headers';
import type * as z from 'zod';
import type { Principal } from '../domain/account/principal.ts';
import { fieldProblems } from '../domain/input/describe-issue.ts';
import { countApiUse } from './api-use.ts';
import { type Audit, createAudit } from './audit.ts';
import { addressGroup, clientAddress, type HttpBindings } from './client-address.ts';
import { isPassing } from './errors.ts';
import { beatBeside, type Heartbeat } from './heartbeat.ts';
import type { Log } from './log.ts';
import { corsFor, parseOrigins, refuseForeignOrigin } from './origins.ts';
import type { Platform } from './platform.ts';
import { problem } from './problem.ts';
import { createPublish, type Publish } from './publish.ts';
import { createRateLimiter, limitHeaders, type TakeLimit } from './rate-limiter.ts';
import { principalReader } from './read-principal.ts';
import { correlationHeader, logTrace, readTrace, type Trace } from './trace.ts';

/** What a route finds in its context. */
export interface HttpEnv {
  readonly Bindings: HttpBindings;
  readonly Variables: {
    readonly trace: Trace;
    readonly log: Log;
    readonly publish: Publish;
    readonly principal: Principal;
    /** Network address, for limits and the audit alone. */
    readonly clientAddress: string;
    readonly takeLimit: TakeLimit;
    readonly audit: Audit;
    /** Of an answer that brings its own. */
    readonly contentSecurityPolicy: string | undefined;
  };
}
export type HttpApp = Hono<HttpEnv>;
export type RequestContext = Context<HttpEnv>;

const maxBodyBytes = 100_000;

/** Answers are data, and a page with one button: nothing is loaded, framed or sent elsewhere. */
const headersOfAll = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: 'DENY',
});

/**
 * An HTTP function's application: trace in and out, security headers, who asks, ETags for what is polled, body limit, and
 * Problem Details (RFC 9457) for every error. Endpoints are added by the function (endpoint.ts).
 */
export function createHttpApp(deps: {
  readonly functionName: string;
  readonly platform: Platform;
  readonly heartbeat: Heartbeat;
}): HttpApp {
  const { platform, functionName } = deps;
  const { settings } = platform;
  const takeLimit = createRateLimiter({ ...platform, scale: settings.rateLimitScale });
  const audit = createAudit(platform);
  const readPrincipal = principalReader(platform);
  const use = countApiUse(platform);
  platform.onStop(() => use.settleAll(platform.log));
  const app = new Hono<HttpEnv>();
  app.use(async (context, next) => {
    await next();
    // What an answer demands itself is stricter than what all of them get.
    const own = context.get('contentSecurityPolicy');
    if (own !== undefined) context.header('content-security-policy', own);
  });
  app.use(headersOfAll);
  app.use(async (context, next) => {
    await next();
    context.set('contentSecurityPolicy', context.res.headers.get('content-security-policy') ?? undefined);
  });
  app.use(async (context, next) => {
    const given = {
      correlationId: context.req.header(correlationHeader),
      traceparent: context.req.header('traceparent'),
    };
    const trace = readTrace(given, platform.random.nonce);
    const log = platform.log.for(logTrace(trace));
    context.set('trace', trace);
    context.set('log', log);
    context.set('publish', createPublish(platform.publisher, trace));
    context.set('principal', { type: 'public' });
    const { remoteAddress } = context.env?.incoming?.socket ?? {};
    context.set(
      'clientAddress',
      clientAddress(remoteAddress, context.req.header('x-forwarded-for'), settings.trustedProxies),
    );
    context.set('takeLimit', takeLimit);
    context.set('audit', audit);
    const beside = [beatBeside(deps.heartbeat, log, functionName), use.settle(log)];
    await next();
    use.count(context.get('principal'), context.res.status);
    await Promise.all(beside);
    context.header(correlationHeader, trace.correlationId);
    // Asked again at every poll, answered with 304 where nothing is new; what needs the secret is kept nowhere.
    const isPersonal = context.req.header('authorization') !== undefined || context.res.headers.has('set-cookie');
    context.header('cache-control', isPersonal ? 'no-store' : 'no-cache');
    await platform.breakers.flush();
  });
  const corsOrigins = parseOrigins(settings.corsOrigins);
  if (corsOrigins.length > 0) app.use(corsFor(corsOrigins));
  app.use(refuseForeignOrigin({ ...settings, corsOrigins }));
  app.use(async (context, next) => {
    const reading = await readPrincipal(context.req.header('authorization'));
    if (reading.type === 'refused') return refuseCredentials(context, reading);
    context.set('principal', reading.principal);
    return await next();
  });
  // A browser takes the policy of a 304 for the page it has kept.
  app.use(etag({ retainedHeaders: [...RETAINED_304_HEADERS, 'content-security-policy'] }));
  app.use(
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: () => problem(413, 'too-large', `the body is larger than ${maxBodyBytes} bytes`),
    }),
  );
  app.notFound((context) => {
    const allowed = methodsAt(app, context.req.path);
    if (allowed.length === 0) return problem(404, 'not-found', `there is nothing at ${context.req.path}`);
    return problem(405, 'method-not-allowed', `allowed: ${allowed.join(', ')}`, { allow: allowed.join(', ') });
  });
  app.onError((error, context) => {
    if (error instanceof HTTPException) return error.getResponse();
    // The route's pattern, not the path: a path may carry somebody's token.
    const about = { function: functionName, method: context.req.method, route: matchedRoutes(context).at(-1)?.path };
    if (isPassing(error)) {
      context.get('log').warn('a request failed for something that passes', about, error);
      return problem(503, 'busy', 'something else got in the way; try again', { 'retry-after': '1' });
    }
    context.get('log').error('a request failed unexpectedly', about, error);
    return problem(500, 'internal', 'something went wrong here; the correlation id finds it in the log');
  });
  return app;
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The methods that have a route at the path. */
function methodsAt(app: HttpApp, path: string): string[] {
  const routesOf = (method: string) => app.router.match(method, path)[0].length;
  // Middleware matches every method, a made-up one included.
  const middleware = routesOf('NONE');
  return methods.filter((method) => routesOf(method) > middleware);
}

/** Beyond so many it says nothing more to know what else is wrong. */
const problemsTold = 20;

/** Checks input against its schema, or answers 400 with every field that is wrong and what is allowed there. */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const errors = fieldProblems(result.error, input).slice(0, problemsTold);
  const [first] = errors;
  const detail = first ? `${first.field || 'the whole'}: ${first.detail}` : 'not as expected';
  throw new HTTPException(400, { res: problem(400, 'invalid-input', detail, {}, { errors }) });
}

/** The body as JSON, or a 400. */
export async function readJson(request: { json(): Promise<unknown> }): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    throw new HTTPException(400, { res: problem(400, 'invalid-json', 'the body is not JSON') });
  }
}

/** The body of a form, each field once. */
export async function readForm(request: { text(): Promise<string> }): Promise<unknown> {
  return Object.fromEntries(new URLSearchParams(await request.text()));
}

/** Bad credentials get 401 and, in numbers, 429; what nobody comes by honestly is written down. */
async function refuseCredentials(
  context: RequestContext,
  { reason, suspicious }: { readonly reason: string; readonly suspicious: boolean },
): Promise<Response> {
  const taken = await context.get('takeLimit')('bad-credentials', addressGroup(context.get('clientAddress')));
  if (!taken.allowed) return problem(429, 'too-many-requests', 'too many bad credentials', limitHeaders(taken));
  context.get('log').info('refused credentials', { reason, suspicious });
  if (suspicious) await context.get('audit')(context, { action: 'bad-credentials', target: null, details: { reason } });
  return problem(401, 'unauthorised', reason, { 'www-authenticate': 'Bearer error="invalid_token"' });
}
