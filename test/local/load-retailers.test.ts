import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { loadRetailers } from '../../shared/adapters/load-retailers.ts';
import { retailerDirectory } from '../../shared/domain/offer/retailer-directory.ts';
import { withOwnRetailers } from '../../shared/domain/offer/with-own-retailers.ts';
import { builtInRetailers } from '../../shared/retailers/built-in.ts';
import { ConfigError } from '../../shared/runtime/errors.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = temporaryFolder();
afterAll(() => root.remove());
const folder = join(root.path, 'retailers');
beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
});

const selectors = [
  { selector: '.price' },
  { selector: '#price' },
  { selector: '[data-price]', attribute: 'data-price' },
];
const corner = {
  id: 'corner',
  name: 'Corner Shop',
  hosts: ['corner.example', '*.corner.example'],
  strategies: ['http'],
  currency: 'EUR',
  locale: 'de-DE',
  pacing: { minDelayMs: 0, maxDelayMs: 0, concurrency: 2 },
  robots: 'honour',
  checkEveryMinutes: 5,
  fields: { price: { selectors, validator: '\\d' } },
};
const write = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value));
const withPrice = (rule: object) => ({ ...corner, fields: { price: { selectors, validator: '\\d', ...rule } } });

describe('retailer files', () => {
  it('of a folder are read; other files are not', () => {
    write('corner.json', corner);
    writeFileSync(join(folder, 'notes.txt'), 'none');
    expect(loadRetailers(folder)).toEqual([corner]);
  });

  it('go before the built-in ones, and replace one of the same id', () => {
    write('amazon.json', { ...corner, id: 'amazon', hosts: ['amazon.com'] });
    const directory = retailerDirectory(withOwnRetailers(loadRetailers(folder), builtInRetailers));
    expect(directory.byId('amazon')?.name).toBe('Corner Shop');
    expect(directory.forUrl('https://amazon.com/x').name).toBe('Corner Shop');
    expect(directory.forUrl('https://www.walmart.com/x').id).toBe('walmart');
    expect(directory.forUrl('https://unknown.example/').id).toBe('generic');
  });

  it.each<readonly [string, object, string]>([
    ['a missing key', { ...corner, name: undefined }, 'name: found nothing; allowed: '],
    ['an unknown key', { ...corner, colour: 'red' }, 'colour: is not known here'],
    ['an id with capitals', { ...corner, id: 'Corner' }, 'id: found "Corner"; allowed: '],
    ['no host', { ...corner, hosts: [] }, 'hosts: found []; allowed: at least one host name'],
    [
      'an address for a host',
      { ...corner, hosts: ['https://corner.example'] },
      'hosts.0: found "https://corner.example"; allowed: a host name',
    ],
    ['an unknown currency', { ...corner, currency: 'EUX' }, 'currency: found "EUX"; allowed: a code of ISO 4217'],
    ['an unknown language', { ...corner, locale: 'x_y' }, 'locale: found "x_y"; allowed: a language tag'],
    ['an unknown strategy', { ...corner, strategies: ['magic'] }, 'strategies.0: found "magic"; allowed: '],
    [
      'pauses turned round',
      { ...corner, pacing: { minDelayMs: 5, maxDelayMs: 1, concurrency: 1 } },
      'pacing.maxDelayMs: found 1; allowed: minDelayMs or more',
    ],
    ['too few selectors', withPrice({ selectors: selectors.slice(1) }), 'fields.price.selectors: found '],
    [
      'a selector that is none',
      withPrice({ selectors: [{ selector: 'a[' }, ...selectors] }),
      'fields.price.selectors.0.selector: found "a["; allowed: a CSS selector',
    ],
    [
      'a validator that is none',
      withPrice({ validator: '(' }),
      'fields.price.validator: found "("; allowed: a regular expression',
    ],
    ['a field there is not', { ...corner, fields: { colour: {} } }, 'fields.colour: '],
  ])('with %s are refused in one line that names file and place', (_, value, expected) => {
    write('corner.json', value);
    const refusal = () => loadRetailers(folder);
    expect(refusal).toThrow(ConfigError);
    expect(refusal).toThrow(`${join(folder, 'corner.json')}: ${expected}`);
    expect(refusal).not.toThrow(/\n/);
  });

  it('that are not JSON, not readable or of one id are refused by name', () => {
    writeFileSync(join(folder, 'b.json'), '{');
    expect(() => loadRetailers(folder)).toThrow(/b\.json: not valid JSON/);
    rmSync(join(folder, 'b.json'));
    mkdirSync(join(folder, 'b.json'));
    expect(() => loadRetailers(folder)).toThrow(/b\.json: cannot be read/);
    rmSync(join(folder, 'b.json'), { recursive: true });
    write('b.json', corner);
    write('c.json', corner);
    expect(() => loadRetailers(folder)).toThrow(
      /c\.json: id: found "corner"; allowed: one that .*b\.json does not have/,
    );
    write('c.json', { ...corner, id: 'corner-2' });
    expect(() => loadRetailers(folder)).toThrow(
      /c\.json: hosts\.0: found .* allowed: one that .*b\.json does not have/,
    );
  });

  it('in a folder that is not there are refused with the flag', () => {
    expect(() => loadRetailers('/nowhere')).toThrow(
      '--retailers: found "/nowhere"; allowed: a folder that can be read',
    );
  });
});
