import { describe, expect, it } from 'vitest';
import { parseHostMap } from '../../shared/runtime/host-map.ts';

describe('a host map', () => {
  it('names addresses and ports by host, whatever its case', () => {
    expect(parseHostMap('Shop.Example=127.0.0.1:81, b.example:8080=[::1]:82')).toEqual({
      'shop.example': '127.0.0.1:81',
      'b.example:8080': '[::1]:82',
    });
    expect(parseHostMap('none')).toEqual({});
  });

  it.each([
    '',
    'shop',
    'shop=',
    '=127.0.0.1:1',
    'a=127.0.0.1',
    'a=127.0.0.1:0',
    'a=127.0.0.1:65536',
    'a=b:80',
    'a=b=c',
    'a=::1:80',
  ])('refuses %j and names it', (text) => {
    expect(() => parseHostMap(text)).toThrow(`host map: found "${text}"; allowed: name=address:port`);
  });
});
