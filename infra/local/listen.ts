import type { Server } from 'node:http';
import { ConfigError } from '../../shared/runtime/errors.ts';

/** Listens and gives the port. @throws ConfigError naming the flag that mends it */
export function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenRefusal(error, { host, port, portFlag: '--port' })));
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/** Why a port could not be opened, in the words of who has to mend it; other errors as they are. */
export function listenRefusal(
  error: unknown,
  { host, port, portFlag }: { readonly host: string; readonly port: number; readonly portFlag: string },
): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return new ConfigError(`port ${port} is in use; choose another with ${portFlag}`);
    case 'EACCES':
      return new ConfigError(`port ${port} may not be opened by this account; choose another with ${portFlag}`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return new ConfigError(`--host: found "${host}"; allowed: an address of this machine`);
    default:
      return error;
  }
}
