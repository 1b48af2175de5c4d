import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { guardedConnect, guardedConnector } from '../../../shared/adapters/http/guarded-connect.ts';
import { RefusedAddressError } from '../../../shared/adapters/http/refused-address-error.ts';
import { ConfigError } from '../../../shared/runtime/errors.ts';
import { type MisbehavingShop, startMisbehavingShop } from '../../servers/misbehaving-shop.ts';

let shop: MisbehavingShop;
beforeEach(async () => {
  shop = await startMisbehavingShop();
});
afterEach(() => shop.close());

/** A resolver that gives one answer after the other, and says how often it was asked. */
function resolver(...answers: (readonly string[])[]) {
  let asked = 0;
  return { resolve: async () => answers[asked++] ?? [], asked: () => asked };
}

describe('a guarded connection', () => {
  it.each([
    ['a private address', ['10.1.2.3']],
    ['a private address among public ones', ['93.184.216.34', '192.168.0.1']],
    ['the metadata server', ['169.254.169.254']],
    ['an IPv4 address inside an IPv6 one', ['::ffff:127.0.0.1']],
  ])('is refused to a name with %s', async (_, addresses) => {
    const { resolve, asked } = resolver(addresses);
    await expect(guardedConnect({ resolve })('shop.example', 80)).rejects.toBeInstanceOf(RefusedAddressError);
    expect(asked()).toBe(1);
  });

  it('goes to the address that was checked, not to what the name says a moment later', async () => {
    const { resolve, asked } = resolver(['93.184.216.34'], ['127.0.0.1']);
    const connector = guardedConnector({ resolve });
    const error = await new Promise((settle) => {
      const target = { hostname: 'rebinding.example', host: 'rebinding.example', protocol: 'http:', port: '' };
      // A loopback source cannot reach a public address, so the attempt fails without leaving the machine.
      connector({ ...target, localAddress: '127.0.0.1' }, (...[failed]) => settle(failed));
    });
    expect(error).toMatchObject({ syscall: 'connect', address: '93.184.216.34' });
    expect(asked()).toBe(1);
  });

  it.each([
    ['127.0.0.1', 80],
    ['93.184.216.34', 80],
    ['::1', 80],
    ['0x7f.1', 80],
    ['shop.example', 22],
    ['not a host', 80],
  ])('to %s port %i is refused without asking anybody', async (hostname, port) => {
    const { resolve, asked } = resolver(['93.184.216.34']);
    await expect(guardedConnect({ resolve })(hostname, port)).rejects.toBeInstanceOf(RefusedAddressError);
    expect(asked()).toBe(0);
  });

  it('fails as unknown for a name without addresses', async () => {
    const { resolve } = resolver([]);
    await expect(guardedConnect({ resolve })('shop.example', 443)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  it('reaches a local server that the operator named, and only under that name and port', async () => {
    const [, port = ''] = shop.address.split(':');
    const connect = guardedConnect({
      allowedHosts: { 'shop.example:8443': shop.address, [shop.address]: shop.address },
      resolve: async () => ['10.0.0.1'],
    });
    for (const [host, at] of [
      ['shop.example', 8443],
      ['127.0.0.1', Number(port)],
    ] as const) {
      const socket = await connect(host, at);
      expect(socket.remotePort).toBe(Number(port));
      socket.destroy();
      await once(socket, 'close');
    }
    await expect(connect('shop.example', 443)).rejects.toBeInstanceOf(RefusedAddressError);
    await expect(connect('127.0.0.1', 8080)).rejects.toBeInstanceOf(RefusedAddressError);
    await expect(connect('constructor', 443)).rejects.toBeInstanceOf(RefusedAddressError);
  });

  it.each(['127.0.0.1', 'localhost:80', '127.0.0.1:0', '127.0.0.1:99999', ''])(
    'says at once that a host cannot be mapped to "%s"',
    (target) => {
      expect(() => guardedConnector({ allowedHosts: { 'shop.example': target } })).toThrow(ConfigError);
    },
  );
});
