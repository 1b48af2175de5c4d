import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAllowed, parseRobots } from '../../../shared/domain/fetching/robots.ts';

function allows(robots: string, path: string): boolean {
  return isAllowed(parseRobots(robots, 'PriceHawk'), new URL(path, 'https://shop.example'));
}

describe('whom a robots.txt speaks to', () => {
  it('is everybody where it does not name us, and only us where it does', () => {
    const robots = 'User-agent: *\nDisallow: /\n\nUser-agent: PriceHawk\nDisallow: /cart';
    expect(allows(robots, '/p/1')).toBe(true);
    expect(allows(robots, '/cart')).toBe(false);
    expect(allows('User-agent: *\nDisallow: /cart', '/cart')).toBe(false);
  });

  it('ignores the case, a version and a comment after our name', () => {
    for (const name of ['pricehawk', 'PRICEHAWK/2.0', 'PriceHawk # the price watcher']) {
      expect(allows(`user-agent: ${name}\ndisallow: /`, '/p')).toBe(false);
    }
    expect(allows('User-agent: PriceHawkImages\nDisallow: /', '/p')).toBe(true);
  });

  it('joins the groups that name us, and lets several agents share one', () => {
    const robots = 'User-agent: PriceHawk\nDisallow: /a\n\nUser-agent: Other\nUser-agent: PriceHawk\nDisallow: /b';
    expect(allows(robots, '/a')).toBe(false);
    expect(allows(robots, '/b')).toBe(false);
  });

  it('does not reach into the next group', () => {
    const robots = 'User-agent: PriceHawk\nDisallow:\n\nUser-agent: Other\nDisallow: /';
    expect(allows(robots, '/p')).toBe(true);
  });

  it('passes over rules without an agent and lines that mean nothing', () => {
    const robots = '\uFEFFDisallow: /early\n<html>\nUser-agent: *\nCrawl-delay: 5\nNonsense\nDisallow: /late';
    expect(allows(robots, '/early')).toBe(true);
    expect(allows(robots, '/late')).toBe(false);
  });
});

describe('which rule decides', () => {
  it('is the longest match, whatever the order; the allowing one of two equal ones', () => {
    expect(allows('User-agent: *\nDisallow: /p\nAllow: /p/ok', '/p/ok/1')).toBe(true);
    expect(allows('User-agent: *\nAllow: /p/ok\nDisallow: /p', '/p/other')).toBe(false);
    expect(allows('User-agent: *\nDisallow: /page\nAllow: /page', '/page')).toBe(true);
  });

  it('is none where a path is empty or nothing matches', () => {
    expect(allows('User-agent: *\nDisallow:', '/p')).toBe(true);
    expect(allows('User-agent: *\nDisallow:\nDisallow: /p', '/p')).toBe(false);
    expect(allows('', '/p')).toBe(true);
  });

  it.each([
    ['/fish', '/fish.html', true],
    ['/fish', '/fishheads/yummy', true],
    ['/fish', '/Fish', false],
    ['/fish', '/catfish', false],
    ['/fish/', '/fish', false],
    ['/*.php', '/index.php?x=1', true],
    ['/*.php$', '/index.php', true],
    ['/*.php$', '/index.php?x=1', false],
    ['/fish*.php', '/fishheads/a.php', true],
    ['/*?sort=', '/list?sort=price', true],
    ['/a*b*c$', '/aXXbYYc', true],
    ['/a*b*c$', '/aXXcYYb', false],
    ['/aa*a$', '/aa', false],
    ['*', '/anything', true],
    ['/$', '/', true],
    ['/$', '/p', false],
    ['/caf%C3%A9', '/café', true],
    ['/café', '/caf%c3%a9', true],
    ['/%7Euser', '/~user', true],
    ['/a%2Fb', '/a/b', false],
  ])('%s against %s: matches %s', (pattern, path, matches) => {
    expect(allows(`User-agent: *\nDisallow: ${pattern}`, path)).toBe(!matches);
  });

  it('is never one about robots.txt itself', () => {
    expect(allows('User-agent: *\nDisallow: /', '/robots.txt')).toBe(true);
  });
});

it('reads any text without an exception, and matches hostile patterns without effort', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.webPath(), (text, segments) => {
      const path = `/p${segments}`;
      allows(`User-agent: *\nDisallow: ${text}`, path);
      allows(text, path);
    }),
  );
  const pattern = `${'/*a'.repeat(10_000)}$`;
  expect(allows(`User-agent: *\nDisallow: ${pattern}`, `/${'a'.repeat(50_000)}`)).toBe(true);
});
