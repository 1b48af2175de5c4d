import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { retailerOfUrl } from '../../shared/domain/extraction/retailer-of-url.ts';
import { shop } from '../domain/extraction/fixture.ts';

const namesIn = (folder: string, ending: string): string[] =>
  readdirSync(new URL(folder, import.meta.url))
    .filter((name) => name.endsWith(ending))
    .map((name) => name.replace(ending, ''))
    .toSorted();

const ids = namesIn('../../shared/retailers/', '.json');
const shops = ids.map(shop);

describe('the retailer files', () => {
  it('are the nine shops and the generic one, and whatever was added', () => {
    expect(shops.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'amazon',
        'best-buy',
        'costco',
        'ebay',
        'generic',
        'home-depot',
        'lowes',
        'newegg',
        'target',
        'walmart',
      ]),
    );
  });

  it('have a page written for them, and a test that reads it', () => {
    const pages = namesIn('../fixtures/retailers/', '.html');
    const tests = namesIn('./', '.test.ts').filter((name) => name !== 'retailer-files');
    expect(pages).toEqual(ids.filter((id) => id !== 'generic'));
    expect(tests).toEqual(pages);
  });

  it('serve no host twice', () => {
    const hosts = shops.flatMap((each) => each.hosts);
    expect(new Set(hosts).size).toBe(hosts.length);
  });

  it.each(shops.map((each) => [each.id, each] as const))(
    '%s waits politely and honours robots.txt',
    (_, { pacing, robots }) => {
      expect(pacing.minDelayMs).toBeGreaterThanOrEqual(2_000);
      expect(pacing.maxDelayMs).toBeGreaterThanOrEqual(pacing.minDelayMs);
      expect(robots).toBe('honour');
    },
  );

  it.each([
    ['https://www.amazon.co.uk/dp/B000', 'amazon'],
    ['https://walmart.com/ip/1', 'walmart'],
    ['https://shop.example/p', 'generic'],
    ['https://notamazon.com/p', 'generic'],
    ['no address', 'generic'],
  ])('%s is read with %s', (url, id) => {
    expect(retailerOfUrl(url, shops)?.id).toBe(id);
  });
});
