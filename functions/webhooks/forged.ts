import { addressGroup } from '../../shared/runtime/client-address.ts';
import type { RequestContext } from '../../shared/runtime/http.ts';
import { problem } from '../../shared/runtime/problem.ts';
import { limitHeaders } from '../../shared/runtime/rate-limiter.ts';

/** The answer to news nobody has signed; an attempt is written down, as long as not too many come from one address. */
export async function forged(context: RequestContext, service: string): Promise<Response> {
  context.get('log').info('news of a service were not signed by it', { service });
  const taken = await context.get('takeLimit')('bad-credentials', addressGroup(context.get('clientAddress')));
  if (!taken.allowed) return problem(429, 'too-many-requests', 'too much that is not signed', limitHeaders(taken));
  await context.get('audit')(context, { action: 'webhook-forged', target: null, details: { service } });
  return problem(400, 'forged-signature', 'the signature does not fit the body, or is older than 5 minutes');
}
