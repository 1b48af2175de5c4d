import { Server } from 'node:net';

// Preloaded into functions-framework, which has no option for the address and would listen on every interface.
const listen = Server.prototype.listen;
Server.prototype.listen = function (this: Server, ...args: unknown[]) {
  const [port, ...rest] = args;
  const options = { port: Number(port), host: '127.0.0.1' };
  // One of listen's overloads takes exactly this.
  return listen.call(this, ...([options, ...rest] as unknown as Parameters<typeof listen>));
} as typeof listen;
