import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { localSecrets } from '../../infra/local/local-secrets.ts';
import { ConfigError } from '../../shared/runtime/errors.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
let files = 0;
const newFile = () => join(folder.path, `${++files}`, 'secrets.json');

describe('the secrets of one machine', () => {
  it('are made at the first start, shown once, and readable by nobody else', async () => {
    const file = newFile();
    const first = localSecrets(file, {});
    expect(first.made?.adminSecret).toMatch(/^[\w-]{32}$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const second = localSecrets(file, {});
    expect(second.made).toBeNull();
    expect(await second.secrets.get('ADMIN_SECRET')).toBe(first.made?.adminSecret);
    expect(await second.secrets.get('VAPID_PRIVATE_KEY')).toMatch(/^[\w-]+$/);
    expect(await second.secrets.get('RESEND_API_KEY')).toBeUndefined();
    expect(readdirSync(join(file, '..'))).toEqual(['secrets.json']);
  });

  it('come from the environment first; an empty variable is none', async () => {
    const file = newFile();
    const { secrets, made } = localSecrets(file, { ADMIN_SECRET: 'mine-and-long-enough', RESEND_API_KEY: '' });
    expect(made).toBeNull();
    expect(await secrets.get('ADMIN_SECRET')).toBe('mine-and-long-enough');
    expect(await secrets.get('RESEND_API_KEY')).toBeUndefined();
    expect(localSecrets(newFile(), { ADMIN_SECRET: '' }).made).not.toBeNull();
  });

  it.each([
    [{ ADMIN_SECRET: 'open-sesame' }, /^ADMIN_SECRET: found 11 characters; allowed: at least 16, best random ones$/],
    [{ SESSION_KEYS: 'short' }, /^SESSION_KEYS: found a key of fewer than 24 characters/],
    [{ DATA_KEYS: `${'k'.repeat(30)},short` }, /^DATA_KEYS: found a key of fewer than 24 characters/],
  ])('that could be guessed are refused in one line: %j', (env, line) => {
    expect(() => localSecrets(newFile(), env)).toThrow(ConfigError);
    expect(() => localSecrets(newFile(), env)).toThrow(line);
  });

  it.each(['', '{', '{"ADMIN_SECRET":"SECRET"}', '[]'])(
    'kept as %j are refused without repeating them, and left as they are',
    (text) => {
      const file = newFile();
      localSecrets(file, {});
      writeFileSync(file, text);
      expect(() => localSecrets(file, {})).toThrow(ConfigError);
      expect(() => localSecrets(file, {})).toThrow(/secrets\.json: cannot be read as the secrets/);
      expect(() => localSecrets(file, {})).not.toThrow(/SECRET"/);
      expect(readFileSync(file, 'utf8')).toBe(text);
    },
  );

  it('that cannot be written are said to be, with the flag that mends it', () => {
    const blocked = join(folder.path, 'plain-file');
    writeFileSync(blocked, '');
    expect(() => localSecrets(join(blocked, 'secrets.json'), {})).toThrow(
      /plain-file\/secrets\.json: cannot be written \(.*\); choose another folder with --data/,
    );
  });
});
