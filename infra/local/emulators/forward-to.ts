import { proxy } from 'hono/proxy';
import { problem } from '../../../shared/runtime/problem.ts';
import type { LocalApp } from '../local-server.ts';

/** Hands every request on to another server of this machine, path and query as they are. */
export function forwardTo(origin: string): LocalApp {
  return {
    fetch: async (request) => {
      const { pathname, search } = new URL(request.url);
      try {
        return await proxy(new URL(pathname + search, origin), { raw: request, redirect: 'manual' });
      } catch {
        return problem(502, 'not-answering', `the function at ${origin} does not answer; its log says why`);
      }
    },
  };
}
