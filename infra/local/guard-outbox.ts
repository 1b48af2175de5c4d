import type { HttpBindings } from '../../shared/runtime/client-address.ts';
import { problem } from '../../shared/runtime/problem.ts';

const ownNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
const ownAddress = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;
/** What a server in front of this one may add. */
const forwarding = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/**
 * Keeps the mails of the outbox to the machine itself: whoever reads them can open every account, by asking for a new
 * password and following the link. Behind a public address a server in front may hide where a request came from, so
 * there they are shown to nobody.
 */
export function guardOutbox(request: Request, bindings: HttpBindings, publicUrl: string): Response | undefined {
  const isOwn =
    ownNames.has(new URL(publicUrl).hostname) &&
    ownNames.has(new URL(request.url).hostname) &&
    ownAddress.test(bindings.incoming?.socket?.remoteAddress ?? '') &&
    !forwarding.some((name) => request.headers.has(name));
  if (isOwn) return undefined;
  const detail =
    'mails hold links that open accounts: they are shown on this machine alone, under localhost, without --public-url; the folder "outbox" of the data keeps them too';
  return problem(403, 'outbox-closed', detail);
}
