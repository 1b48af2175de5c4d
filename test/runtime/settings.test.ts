import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../shared/runtime/errors.ts';
import { readSettings, settingsHelp, settingsTable } from '../../shared/runtime/settings.ts';

const refusalOf = (argv: readonly string[], env: Readonly<Record<string, string>> = {}): string => {
  try {
    readSettings(argv, env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return error instanceof Error ? error.message : '';
  }
  throw new Error('was taken');
};

describe('settings', () => {
  it('are the defaults where nothing is said', () => {
    expect(readSettings([], {})).toMatchObject({ port: 8080, host: '127.0.0.1', demo: true, hostMap: 'none' });
  });

  it('come from the flag before the environment before the default', () => {
    const env = { PRICEHAWK_PORT: '9000', PRICEHAWK_DEMO_PORT: '9001', PATH: '/bin' };
    expect(readSettings(['--port', '7000'], env)).toMatchObject({ port: 7000, demoPort: 9001 });
    expect(readSettings(['--port=7000'], env)).toMatchObject({ port: 7000 });
  });

  it('that are on or off take a bare flag, a negated one and a value', () => {
    expect(readSettings(['--no-demo', '--debug'], {})).toMatchObject({ demo: false, debug: true });
    expect(readSettings(['--demo=false'], {})).toMatchObject({ demo: false });
  });

  it.each<readonly [string, readonly string[], Record<string, string>, string]>([
    ['an unknown flag', ['--prot', '1'], {}, '--prot: unknown flag; --help lists all'],
    ['an argument that is no flag', ['now'], {}, 'now: unknown flag; --help lists all'],
    ['a negated flag that is not on or off', ['--no-port'], {}, '--no-port: unknown flag; --help lists all'],
    ['a flag without its value', ['--port'], {}, '--port: needs a value; allowed: a whole number, 0–65535'],
    ['a port out of range', ['--port', '65536'], {}, '--port: found "65536"; allowed: a whole number, 0–65535'],
    ['a port that is no number', ['--port', '80a'], {}, '--port: found "80a"; allowed: a whole number, 0–65535'],
    ['an empty value', ['--port='], {}, '--port: found ""; allowed: a whole number, 0–65535'],
    ['a negative amount', ['--ai-budget-usd', '-1'], {}, '--ai-budget-usd: found "-1"; allowed: a number, 0 or more'],
    ['another word for on', ['--demo=yes'], {}, '--demo: found "yes"; allowed: true or false'],
    ['an unknown variable', [], { PRICEHAWK_PROT: '1' }, 'PRICEHAWK_PROT: unknown setting; --help lists all'],
    ['a bad variable', [], { PRICEHAWK_PORT: 'x' }, 'PRICEHAWK_PORT: found "x"; allowed: a whole number, 0–65535'],
    ['a choice that is none', ['--platform', 'moon'], {}, '--platform: found "moon"; allowed: embedded or emulator'],
    [
      'an address of another scheme',
      ['--public-url', 'ftp://x.example'],
      {},
      '--public-url: found "ftp://x.example"; allowed: an http or https address without user name or password',
    ],
    [
      'a host map with a name for an address',
      ['--host-map', 'shop=other:80'],
      {},
      '--host-map: found "shop=other:80"; allowed: name=address:port,… with IP addresses, or none',
    ],
    [
      'a contact that is no address',
      ['--vapid-subject', 'me'],
      {},
      '--vapid-subject: found "me"; allowed: a mailto: or https: address',
    ],
  ])('refuse %s in one line with place, finding and what is allowed', (_, argv, env, line) => {
    expect(refusalOf(argv, env)).toBe(line);
  });

  it('never repeat what may be a secret', () => {
    expect(refusalOf(['--resend-api-key=re_SECRET'])).not.toContain('SECRET');
    expect(refusalOf([], { PRICEHAWK_RESEND_API_KEY: 're_SECRET' })).not.toContain('SECRET');
    expect(refusalOf(['--resend-url', 'https://me:SECRET@api.example'])).not.toContain('SECRET');
  });

  it('are all in the help, with flag, variable, default and meaning', () => {
    const lines = settingsHelp().split('\n');
    expect(lines).toHaveLength(Object.keys(settingsTable).length + 1);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^--demo-port +PRICEHAWK_DEMO_PORT +8081 +port of the demo shops \(a whole number, 0–65535\)$/,
      ),
    );
  });
});
