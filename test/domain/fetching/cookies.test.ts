import { describe, expect, it } from 'vitest';
import { cookieHeader, storeCookies } from '../../../shared/domain/fetching/cookies.ts';

const nowMs = Date.UTC(2026, 10, 1);
const page = new URL('https://www.shop.example/shop/kettle');

function sent(setCookie: string[], to: string, atMs = nowMs): string | undefined {
  return cookieHeader(storeCookies([], setCookie, page, nowMs), new URL(to), atMs);
}

describe('which cookies go where', () => {
  it.each([
    ['to the same host and below the path', 'a=1', 'https://www.shop.example/shop/other', 'a=1'],
    ['not beside the default path', 'a=1', 'https://www.shop.example/cart', undefined],
    ['not to a path that merely begins alike', 'a=1', 'https://www.shop.example/shopping', undefined],
    ['everywhere below a given path', 'a=1; Path=/', 'https://www.shop.example/cart', 'a=1'],
    ['not to another host without a domain', 'a=1; Path=/', 'https://img.shop.example/', undefined],
    ['to every host of a given domain', 'a=1; Path=/; Domain=.Shop.example', 'https://img.shop.example/', 'a=1'],
    ['not to a stranger that ends alike', 'a=1; Path=/; Domain=shop.example', 'https://evilshop.example/', undefined],
    ['not in the clear when secure', 'a=1; Path=/; Secure', 'http://www.shop.example/', undefined],
    ['with an equals sign in the value', 'a=b=c; Path=/', 'https://www.shop.example/', 'a=b=c'],
  ])('%s', (_, cookie, to, expected) => {
    expect(sent([cookie], to)).toBe(expected);
  });

  it('the longest path first', () => {
    expect(sent(['a=1; Path=/', 'b=2'], page.href)).toBe('b=2; a=1');
  });

  it.each([
    ['a foreign domain', 'a=1; Domain=other.example'],
    ['a top-level domain', 'a=1; Domain=example'],
    ['a host below ours', 'a=1; Domain=deep.www.shop.example'],
    ['no name', '=1'],
    ['no pair', 'nonsense'],
    ['characters that no header carries', 'a=ü'],
    ['no end', `a=${'x'.repeat(5_000)}`],
  ])('not one with %s', (_, cookie) => {
    expect(sent([cookie], page.href)).toBeUndefined();
  });
});

describe('how long cookies live', () => {
  it('until their age or date, the age first', () => {
    expect(sent(['a=1; Max-Age=10'], page.href, nowMs + 9_999)).toBe('a=1');
    expect(sent(['a=1; Max-Age=10'], page.href, nowMs + 10_000)).toBeUndefined();
    expect(sent(['a=1; Expires=Sun, 01 Nov 2026 00:00:10 GMT'], page.href, nowMs + 10_000)).toBeUndefined();
    expect(sent(['a=1; Expires=Sun, 01 Nov 2020 00:00:00 GMT; Max-Age=10'], page.href)).toBe('a=1');
    expect(sent(['a=1; Expires=whenever'], page.href, nowMs + 1e12)).toBe('a=1');
  });

  it('until they are replaced or removed', () => {
    expect(sent(['a=1', 'a=2'], page.href)).toBe('a=2');
    expect(sent(['a=1', 'a=; Max-Age=0'], page.href)).toBeUndefined();
  });

  it('or until there are more than fifty newer ones', () => {
    const many = Array.from({ length: 60 }, (_, index) => `c${index}=1`);
    expect(sent(many, page.href)?.split('; ')).toHaveLength(50);
    expect(sent(many, page.href)).toContain('c59=1');
  });
});
