import { describe, expect, it } from 'vitest';
import { addressGroup, clientAddress } from '../../shared/runtime/client-address.ts';
import { createFieldCipher } from '../../shared/runtime/field-cipher.ts';
import { createSessionTokens } from '../../shared/runtime/session-tokens.ts';
import { sequentialRandom } from '../support/sequential-random.ts';

const [oldKey, newKey] = ['old-key-of-at-least-24-characters', 'new-key-of-at-least-24-characters'];
const random = sequentialRandom('n');

describe('a sealed field', () => {
  const cipher = createFieldCipher(oldKey, random);

  it('opens at its place, and is never the same twice', () => {
    const sealed = [cipher.seal('ada@example.com', 'users/1/email'), cipher.seal('ada@example.com', 'users/1/email')];
    expect(sealed.map((each) => cipher.open(each, 'users/1/email'))).toEqual(['ada@example.com', 'ada@example.com']);
    expect(new Set(sealed).size).toBe(2);
    expect(sealed.join()).not.toContain('ada');
  });

  it('opens nowhere else, and not when changed', () => {
    const sealed = cipher.seal('ada@example.com', 'users/1/email');
    expect(() => cipher.open(sealed, 'users/2/email')).toThrow();
    expect(() => cipher.open(`${sealed.slice(0, -4)}AAAA`, 'users/1/email')).toThrow();
    expect(() => createFieldCipher(newKey, random).open(sealed, 'users/1/email')).toThrow(/no longer holds/);
  });

  it('opens after the keys were rotated, and is sealed under the newest', () => {
    const rotated = createFieldCipher(`${newKey},${oldKey}`, random);
    expect(rotated.open(cipher.seal('x', 'p'), 'p')).toBe('x');
    expect(createFieldCipher(newKey, random).open(rotated.seal('x', 'p'), 'p')).toBe('x');
    expect(rotated.idsOf('email', 'a')).toContain(cipher.idsOf('email', 'a')[0]);
    expect(rotated.idsOf('email', 'a')).not.toContain(cipher.idsOf('google', 'a')[0]);
  });

  it('is not made under a key that could be guessed', () => {
    expect(() => createFieldCipher('short', random)).toThrow(/DATA_KEYS: found a key of fewer than 24 characters/);
  });
});

describe('session tokens', () => {
  const tokens = createSessionTokens(oldKey);
  const claims = { userId: 'u', sessionId: 's' };
  const nowMs = 1_700_000_000_000;

  it('are good for a quarter of an hour', async () => {
    const token = await tokens.access(claims, nowMs);
    expect(await tokens.checkAccess(token, nowMs + 899_000)).toEqual({ type: 'good', claims });
    expect(await tokens.checkAccess(token, nowMs + 900_000)).toEqual({ type: 'expired' });
  });

  it('survive a rotation of the keys, and end with their key', async () => {
    const token = await tokens.access(claims, nowMs);
    const refresh = tokens.refresh('s', 7);
    const rotated = createSessionTokens(`${newKey},${oldKey}`);
    expect(await rotated.checkAccess(token, nowMs)).toMatchObject({ type: 'good' });
    expect(rotated.checkRefresh(refresh)).toEqual({ sessionId: 's', generation: 7 });
    const after = createSessionTokens(newKey);
    expect(await after.checkAccess(token, nowMs)).toEqual({ type: 'forged' });
    expect(after.checkRefresh(refresh)).toBeUndefined();
  });

  it('that somebody made up or changed are told from those that merely expired', async () => {
    const [header = '', body = '', signature = ''] = (await tokens.access(claims, nowMs)).split('.');
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const other = encode({ ...JSON.parse(Buffer.from(body, 'base64url').toString()), sub: 'somebody' });
    const unsigned = encode({ alg: 'none', typ: 'at+jwt' });
    for (const forged of [
      `${header}.${other}.${signature}`,
      `${unsigned}.${body}.`,
      `${header}.${body}.AAAA`,
      'a.b.c',
      '',
    ]) {
      expect(await tokens.checkAccess(forged, nowMs)).toEqual({ type: 'forged' });
    }
    const refresh = tokens.refresh('s', 7);
    for (const forged of [refresh.replace('.7.', '.8.'), refresh.replace('s', 't'), `${refresh}x`, 's.7.', '']) {
      expect(tokens.checkRefresh(forged)).toBeUndefined();
    }
  });
});

describe('the address of a client', () => {
  it('is the socket’s, unless proxies of ours stand in front', () => {
    expect(clientAddress('192.0.2.1', '203.0.113.9', 0)).toBe('192.0.2.1');
    expect(clientAddress('192.0.2.1', 'made up, 203.0.113.9', 1)).toBe('203.0.113.9');
    expect(clientAddress('192.0.2.1', 'made up, 203.0.113.9, 198.51.100.2', 2)).toBe('203.0.113.9');
    expect(clientAddress(undefined, undefined, 1)).toBe('unknown');
  });

  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::'],
    ['2001:db8:1:2::6', '2001:db8:1:2::'],
    ['2001:0db8::6', '2001:db8:0:0::'],
    ['::1', '0:0:0:0::'],
  ])('%s counts as %s', (address, group) => expect(addressGroup(address)).toBe(group));
});
