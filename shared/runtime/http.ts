import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { etag } from 'hono/etag';
import { HTTPException } from 'hono/http-exception';
import { matchedRoutes } from 'hono/route';
import { secureHeaders } from 'hono/secure-headers';
import type * as z from 'zod';
import { isDocumentId } from '../ports/document-rules.ts';
import { equalInConstantTime } from './constant-time.ts';
import type { Heartbeat } from './heartbeat.ts';
import type { Log } from './log.ts';
import type { Platform } from './platform.ts';
import { createPublish, type Publish } from './publish.ts';
import { correlationHeader, logTrace, readTrace, type Trace } from './trace.ts';

/** What a route finds in its context. */
export interface HttpEnv {
  readonly Variables: { readonly trace: Trace; readonly log: Log; readonly publish: Publish };
}
export type HttpApp = Hono<HttpEnv>;

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
 * An HTTP function's application: trace in and out, security headers, ETags for what is polled, body limit, and Problem
 * Details (RFC 9457) for every error. Routes are added by the function.
 */
export function createHttpApp(deps: {
  readonly functionName: string;
  readonly platform: Platform;
  readonly heartbeat: Heartbeat;
}): HttpApp {
  const { platform, functionName } = deps;
  const app = new Hono<HttpEnv>();
  app.use(headersOfAll);
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
    await deps.heartbeat.beat().catch((error: unknown) => {
      log.warn('no heartbeat could be written', { function: functionName }, error);
    });
    await next();
    context.header(correlationHeader, trace.correlationId);
    // Asked again at every poll, answered with 304 where nothing is new; what needs the secret is kept nowhere.
    context.header('cache-control', context.req.header('authorization') === undefined ? 'no-cache' : 'no-store');
    await platform.breakers.flush();
  });
  app.use(etag());
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

/** A Problem Details answer; `type` is stable and meant for programs, `detail` for people. */
export function problem(
  status: number,
  type: string,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body = { type: `urn:pricehawk:problem:${type}`, title: type.replaceAll('-', ' '), status, detail };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json', 'x-content-type-options': 'nosniff', ...headers },
  });
}

/** Checks input against its schema, or answers 400 with where it fails and what is allowed. */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const place = issue?.path.join('.');
  const detail = issue?.message ?? 'not as expected';
  throw new HTTPException(400, { res: problem(400, 'invalid-input', place ? `${place}: ${detail}` : detail) });
}

/** The body as JSON, or a 400. */
export async function readJson(request: { json(): Promise<unknown> }): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    throw new HTTPException(400, { res: problem(400, 'invalid-json', 'the body is not JSON') });
  }
}

/** The document id in a path, or a 404 where no document can have it. */
export function documentIdIn(context: Context, parameter: string): string {
  const id = context.req.param(parameter) ?? '';
  if (isDocumentId(id)) return id;
  throw new HTTPException(404, { res: problem(404, 'not-found', 'there is nothing of this id') });
}

/** Lets only who presents the admin secret (`Authorization: Bearer …`) past, at the path and below it. */
export function requireAdminSecret(app: HttpApp, prefix: string, platform: Platform): void {
  app.use(`${prefix}/*`, async (context, next) => {
    const secret = await platform.secrets.get('ADMIN_SECRET');
    const [, given] = /^Bearer +(\S+)$/i.exec(context.req.header('authorization') ?? '') ?? [];
    if (!secret || !given || !equalInConstantTime(given, secret)) {
      context.get('log').warn('refused without the admin secret', { route: prefix });
      return problem(401, 'unauthorised', 'send the admin secret as Authorization: Bearer …', {
        'www-authenticate': 'Bearer',
      });
    }
    return await next();
  });
}
