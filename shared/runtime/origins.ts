import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import type { HttpEnv, RequestContext } from './http.ts';
import { problem } from './problem.ts';
import { correlationHeader } from './trace.ts';

const harmlessMethods = ['GET', 'HEAD', 'OPTIONS'];
const day = 86_400;

/** Lets pages of the listed origins read answers and send credentials (Fetch standard, CORS protocol). */
export function corsFor(origins: readonly string[]): MiddlewareHandler<HttpEnv> {
  return cors({
    origin: (origin) => (origins.includes(origin) ? origin : null),
    credentials: true,
    allowHeaders: ['authorization', 'content-type', 'if-none-match', csrfHeader, correlationHeader],
    exposeHeaders: ['etag', 'link', 'ratelimit', 'ratelimit-policy', 'retry-after', correlationHeader],
    maxAge: day,
  });
}

/** Only a page that the CORS list knows, or one of our own, can send a header of this name with a request. */
export const csrfHeader = 'x-pricehawk-csrf';

interface Origins {
  readonly publicUrl: string;
  readonly corsOrigins: readonly string[];
}

/** The setting as a list. */
export const parseOrigins = (text: string): readonly string[] => (text === 'none' ? [] : text.split(','));

/** Refuses a change that another site's page asks for, whatever it carries; programs name no origin. */
export function refuseForeignOrigin(origins: Origins): MiddlewareHandler<HttpEnv> {
  return async (context, next) => {
    if (harmlessMethods.includes(context.req.method) || isKnownOrigin(context, origins)) return await next();
    return problem(403, 'unknown-origin', 'changes are not taken from pages of another site');
  };
}

function isKnownOrigin({ req }: RequestContext, { publicUrl, corsOrigins }: Origins): boolean {
  const origin = req.header('origin');
  if (origin !== undefined && corsOrigins.includes(origin)) return true;
  // A form of our own pages sends "null" as its origin, under the referrer policy they have.
  const site = req.header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  if (origin === undefined) return true;
  return origin === new URL(publicUrl).origin || URL.parse(origin)?.host === new URL(req.url).host;
}
