import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSecretManager } from '../../shared/adapters/secret-manager.ts';
import { TransientError } from '../../shared/runtime/errors.ts';
import { type SecretManagerServer, startSecretManager } from '../servers/secret-manager.ts';
import { ManualClock } from '../support/manual-clock.ts';

describe('Secret Manager', () => {
  let server: SecretManagerServer;
  beforeAll(async () => {
    server = await startSecretManager('shop');
  });
  beforeEach(() => {
    server.versions.clear();
    server.requests.length = 0;
    server.failNext(0);
  });
  afterAll(() => server.stop());

  async function withSecrets<R>(
    test: (secrets: ReturnType<typeof createSecretManager>, clock: ManualClock) => Promise<R>,
  ): Promise<R> {
    const clock = new ManualClock(0, { autoAdvance: true });
    const secrets = createSecretManager({ projectId: 'shop', clock, emulatorHost: server.host });
    try {
      return await test(secrets, clock);
    } finally {
      await secrets.close();
    }
  }

  it('gives the latest version of a secret', () =>
    withSecrets(async (secrets) => {
      server.versions.set('RESEND_API_KEY', { state: 'ENABLED', value: 're_schlüssel' });
      expect(await secrets.get('RESEND_API_KEY')).toBe('re_schlüssel');
    }));

  it('gives undefined for a secret that does not exist or is disabled', () =>
    withSecrets(async (secrets) => {
      server.versions.set('OFF', { state: 'DISABLED' });
      expect(await secrets.get('NEVER_MADE')).toBeUndefined();
      expect(await secrets.get('OFF')).toBeUndefined();
    }));

  it('asks once in five minutes, however many ask, and then sees the new version', () =>
    withSecrets(async (secrets, clock) => {
      server.versions.set('KEY', { state: 'ENABLED', value: 'old' });
      expect(await Promise.all([secrets.get('KEY'), secrets.get('KEY'), secrets.get('NONE')])).toEqual([
        'old',
        'old',
        undefined,
      ]);
      server.versions.set('KEY', { state: 'ENABLED', value: 'new' });
      clock.advance(5 * 60_000 - 1);
      expect(await secrets.get('KEY')).toBe('old');
      expect(await secrets.get('NONE')).toBeUndefined();
      expect(server.requests).toHaveLength(2);
      clock.advance(1);
      expect(await secrets.get('KEY')).toBe('new');
    }));

  it('repeats what fails for a passing reason, and remembers no failure', () =>
    withSecrets(async (secrets) => {
      server.versions.set('KEY', { state: 'ENABLED', value: 'value' });
      server.failNext(2);
      expect(await secrets.get('KEY')).toBe('value');
      server.failNext(3);
      await expect(secrets.get('OTHER')).rejects.toThrow(TransientError);
      expect(await secrets.get('OTHER')).toBeUndefined();
    }));
});
