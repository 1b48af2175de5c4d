import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import type * as z from 'zod';
import { equalInConstantTime } from './constant-time.ts';
import type { Heartbeat } from './heartbeat.ts';
import type { Log } from './log.ts';
import type { Platform } from './platform.ts';
import { createPublish, type Publish, type Trace } from './publish.ts';

/** What a route finds in its context. */
export interface HttpEnv {
  readonly Variables: { readonly trace: Trace; readonly log: Log; readonly publish: Publish };
}
export type HttpApp = Hono<HttpEnv>;

const maxBodyBytes = 100_000;
const correlationIdForm = /^[\w.:-]{1,100}$/;

/**
 * An HTTP function's application: correlation id in and out, security headers, body limit, and Problem Details
 * (RFC 9457) for every error. Routes are added by the function.
 */
export function createHttpApp(deps: {
  readonly functionName: string;
  readonly platform: Platform;
  readonly heartbeat: Heartbeat;
}): HttpApp {
  const { platform, functionName } = deps;
  const app = new Hono<HttpEnv>();
  app.use(secureHeaders());
  app.use(async (context, next) => {
    const given = context.req.header('x-correlation-id');
    const correlationId = given && correlationIdForm.test(given) ? given : platform.random.nonce();
    const traceparent = context.req.header('traceparent');
    const trace: Trace = { correlationId, ...(traceparent ? { traceparent } : {}) };
    context.set('trace', trace);
    context.set('log', platform.log.for({ correlationId }));
    context.set('publish', createPublish(platform.publisher, trace));
    context.header('x-correlation-id', correlationId);
    await deps.heartbeat.beat().catch((error: unknown) => {
      platform.log.warn('no heartbeat could be written', { function: functionName }, error);
    });
    await next();
    await platform.breakers.flush();
  });
  app.use(
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: () => problem(413, 'too-large', `the body is larger than ${maxBodyBytes} bytes`),
    }),
  );
  app.notFound((context) => problem(404, 'not-found', `there is nothing at ${context.req.path}`));
  app.onError((error, context) => {
    if (error instanceof HTTPException) return error.getResponse();
    context
      .get('log')
      ?.error('a request failed unexpectedly', { function: functionName, path: context.req.path }, error);
    return problem(500, 'internal', 'something went wrong here; the correlation id finds it in the log');
  });
  return app;
}

/** A Problem Details answer; `type` is stable and meant for programs, `detail` for people. */
export function problem(status: number, type: string, detail: string): Response {
  const body = { type: `urn:pricehawk:problem:${type}`, title: type.replaceAll('-', ' '), status, detail };
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json' } });
}

/** Checks input against its schema, or answers 400 with where it fails and what is allowed. */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const place = issue?.path.join('.') || 'body';
  throw new HTTPException(400, {
    res: problem(400, 'invalid-input', `${place}: ${issue?.message ?? 'not as expected'}`),
  });
}

/** The body as JSON, or a 400. */
export async function readJson(request: { json(): Promise<unknown> }): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    throw new HTTPException(400, { res: problem(400, 'invalid-json', 'the body is not JSON') });
  }
}

/** Lets only who presents the admin secret (`Authorization: Bearer …`) past. */
export function requireAdminSecret(app: HttpApp, path: string, platform: Platform): void {
  app.use(path, async (context, next) => {
    const secret = await platform.secrets.get('ADMIN_SECRET');
    const given = context.req.header('authorization')?.replace(/^Bearer /i, '');
    if (!secret || !given || !equalInConstantTime(given, secret)) {
      context.get('log').warn('refused without the admin secret', { path: context.req.path });
      return problem(401, 'unauthorised', 'send the admin secret as Authorization: Bearer …');
    }
    return await next();
  });
}
