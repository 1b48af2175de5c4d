import { Server } from 'node:net';

// Preloaded into functions-framework, which has no option for the address and would listen on every interface. Plain
// JavaScript, so that a function's process does not load what strips types.
const listen = Server.prototype.listen;
Server.prototype.listen = function (port, ...rest) {
  return listen.call(this, { port: Number(port), host: '127.0.0.1' }, ...rest);
};
