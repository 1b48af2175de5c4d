import { parseOrigins } from '../../shared/runtime/origins.ts';
import { problem } from '../../shared/runtime/problem.ts';

/**
 * Refuses what does not come from this server's own pages or tools: a request under a name that merely points here (DNS
 * rebinding), and one from a page of another origin. Without sign-in, the name in the address bar is all that tells a
 * neighbour from a stranger.
 */
export function refuseStranger(
  request: Request,
  server: { readonly host: string; readonly publicUrl: string; readonly corsOrigins?: string },
): Response | undefined {
  const asked = new URL(request.url);
  const own = new URL(server.publicUrl);
  const bound = server.host.includes(':') ? `[${server.host}]` : server.host.toLowerCase();
  // Opened to a network on purpose, the server cannot know by which names it is reached.
  const isOpen = server.host === '0.0.0.0' || server.host === '::';
  const known = ['localhost', '127.0.0.1', '[::1]', bound, own.hostname];
  if (!isOpen && !known.includes(asked.hostname)) {
    return problem(421, 'unknown-host', `this server does not answer for ${asked.hostname}`);
  }
  const origin = request.headers.get('origin');
  if (origin !== null && parseOrigins(server.corsOrigins ?? 'none').includes(origin)) return undefined;
  if (origin === null || origin === own.origin || URL.parse(origin)?.host === asked.host) return undefined;
  return problem(403, 'unknown-origin', `requests from ${origin} are not taken`);
}
