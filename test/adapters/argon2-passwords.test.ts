import { describe, expect, it } from 'vitest';
import { argon2Passwords } from '../../shared/adapters/argon2-passwords.ts';

describe('passwords', () => {
  it('are kept as OWASP recommends for Argon2id, each with a salt of its own', async () => {
    const passwords = argon2Passwords();
    const [one, other] = [await passwords.hash('Correct-Horse-9'), await passwords.hash('Correct-Horse-9')];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(other).not.toBe(one);
    expect(await passwords.verify('Correct-Horse-9', one)).toBe(true);
    expect(await passwords.verify('Correct-Horse-8', one)).toBe(false);
  });

  it('fit no hash that is missing, damaged, or too dear to try', async () => {
    const passwords = argon2Passwords();
    const dear = '$argon2id$v=19$m=9999999,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$dGFn';
    for (const hash of [null, '', 'plain', dear]) expect(await passwords.verify('Correct-Horse-9', hash)).toBe(false);
  });
});
