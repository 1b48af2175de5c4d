import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessPermission, authorisation, permission } from '../../../shared/domain/account/authorisation.ts';
import { normaliseEmail } from '../../../shared/domain/account/email-address.ts';
import { passwordLacks } from '../../../shared/domain/account/password-rules.ts';
import { type Principal, roles } from '../../../shared/domain/account/principal.ts';

describe('an email address', () => {
  it.each([
    ['  Ada.Lovelace@Example.COM ', 'ada.lovelace@example.com'],
    ['a+b@mail.example', 'a+b@mail.example'],
    ['grüße@bücher.example', 'grüße@bücher.example'],
  ])('%j is compared as %j', (text, form) => expect(normaliseEmail(text)).toBe(form));

  it.each([
    '',
    'a',
    'a@b',
    '@b.example',
    'a@@b.example',
    'a b@c.example',
    'a@b..example',
    '.a@b.example',
    'a.@b.example',
    'a@-b.example',
    'Name <a@b.example>',
    'a@b.example,c@d.example',
    'a@b.example\r\nBcc: x@y.example',
    `${'a'.repeat(65)}@b.example`,
    `a@${'b.'.repeat(130)}example`,
  ])('%j is none', (text) => expect(normaliseEmail(text)).toBeUndefined());

  it('stays the same when normalised again, whatever was given', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (text) => {
        const once = normaliseEmail(text);
        if (once !== undefined) expect(normaliseEmail(once)).toBe(once);
      }),
    );
  });
});

describe('a password', () => {
  it.each(['Abcdefg1', 'Größe-und-1-Ärger', `Aa1${'x'.repeat(197)}`])('may be %j', (password) =>
    expect(passwordLacks(password)).toEqual([]),
  );
  it.each<readonly [string, readonly string[]]>([
    ['Abcdef1', ['at least 8 characters']],
    ['abcdefg1', ['an upper-case letter']],
    ['ABCDEFG1', ['a lower-case letter']],
    ['Abcdefgh', ['a digit']],
    ['', ['at least 8 characters', 'an upper-case letter', 'a lower-case letter', 'a digit']],
    [`Aa1${'x'.repeat(198)}`, ['at most 200 characters']],
  ])('%j lacks %j', (password, lacks) => expect(passwordLacks(password)).toEqual(lacks));
});

describe('the authorisation table', () => {
  const user = { type: 'user', userId: 'u', role: 'user', sessionId: 's', isVerified: true } as const;
  const key = { ...user, type: 'api-key', keyId: 'k', scopes: [] } as const;
  const actions = Object.keys(authorisation) as (keyof typeof authorisation)[];

  it('lets a higher role do whatever a lower one may', () => {
    for (const action of actions) {
      const may = roles.map((role) => permission({ ...user, role }, action).type === 'allowed');
      expect(may.toSorted(), action).toEqual(may);
    }
  });

  it('lets no key do what its owner could not, nor anything it was not made for', () => {
    for (const action of actions) {
      for (const role of roles) {
        const asKey = permission({ ...key, role, scopes: ['operations:read', 'people:read'] }, action).type;
        if (asKey === 'allowed') expect(permission({ ...user, role }, action).type).toBe('allowed');
        if (authorisation[action].least !== 'anyone') {
          expect(permission({ ...key, role }, action).type, action).toBe('forbidden');
        }
      }
    }
  });

  it('keeps the operator out of accounts only, and the unverified from keys', () => {
    const operator: Principal = { type: 'operator' };
    expect(actions.filter((action) => permission(operator, action).type !== 'allowed')).toEqual([
      'manage-own-plan',
      'read-own-account',
      'change-own-account',
      'manage-own-keys',
      'change-own-preferences',
      'manage-own-destinations',
    ]);
    expect(permission({ ...user, isVerified: false }, 'manage-own-keys').type).toBe('forbidden');
  });

  it('asks strangers to sign in where signing in might help', () => {
    expect(permission({ type: 'public' }, 'see-people')).toEqual({ type: 'sign-in-needed' });
    expect(permission({ type: 'public' }, 'read-public')).toEqual({ type: 'allowed' });
    expect(accessPermission(user, 'admin').type).toBe('forbidden');
  });
});
