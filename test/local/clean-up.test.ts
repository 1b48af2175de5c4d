import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cleanUp } from '../../infra/local/clean-up.ts';
import { embeddedPlatform } from '../../infra/local/embedded-platform.ts';
import { notifications } from '../../shared/documents/notification.ts';
import { oneTimeTokens } from '../../shared/documents/one-time-token.ts';
import { sessions } from '../../shared/documents/session.ts';
import { builtInRetailers } from '../../shared/retailers/built-in.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const claim = (expiresAtMs: number) => ({
  subscriberId: 's',
  dealId: 'd',
  kind: 'deal' as const,
  channel: 'email' as const,
  dispatchId: 'x',
  state: 'sent' as const,
  providerId: null,
  createdAtMs: 0,
  sentAtMs: null,
  expiresAtMs,
});

describe('the hourly clean-up', () => {
  it('deletes every document and blob that has expired, and nothing else', async () => {
    const clock = new ManualClock();
    const logged: unknown[] = [];
    const platform = embeddedPlatform({
      settings: readSettings(['--data', join(folder.path, 'data')], {}),
      secrets: { get: async () => undefined },
      retailers: builtInRetailers,
      readPage: () => Promise.reject(new Error('was called')),
      sink: (entry) => logged.push(entry),
      clock,
    });
    const nowMs = clock.nowMs();
    for (let i = 0; i < 3; i++) {
      const ids = Array.from({ length: 400 }, (_, n) => `n${i}-${n}`);
      await platform.people.write(ids.map((id) => notifications.create(id, claim(nowMs - i))));
    }
    await platform.people.write([notifications.create('later', claim(nowMs + 1))]);
    const ofSomebody = { userId: 'u', createdAtMs: 0 };
    const session = { ...ofSomebody, generation: 1, agent: 'test', rotatedAtMs: 0, endedAtMs: null };
    const token = { ...ofSomebody, purpose: 'verify-email' as const };
    await platform.people.write(
      [nowMs, nowMs + 1].flatMap((expiresAtMs) => [
        sessions.create(`until-${expiresAtMs}`, { ...session, expiresAtMs }),
        oneTimeTokens.create(`until-${expiresAtMs}`, { ...token, expiresAtMs }),
      ]),
    );
    await platform.blobs.put('pages/old', Buffer.from('x'), { contentType: 'text/html', expiresAtMs: nowMs });
    await platform.blobs.put('pages/new', Buffer.from('x'), { contentType: 'text/html', expiresAtMs: nowMs + 1 });

    const mail = { from: 'a', to: 'b', subject: 'c', html: 'd', text: 'e', headers: {} };
    await platform.outbox.send([mail], 'old', new AbortController().signal);
    const [kept = ''] = await readdir(platform.outboxFolder);
    await utimes(join(platform.outboxFolder, kept), 0, 0);

    await cleanUp(platform);

    const left = await notifications.find(platform.people, 'ofSubscriber', { equal: { subscriberId: 's' }, limit: 10 });
    expect(left.map(({ id }) => id)).toEqual(['later']);
    const signedIn = await sessions.find(platform.people, 'ofUser', { equal: { userId: 'u' }, limit: 10 });
    const equal = { userId: 'u', purpose: 'verify-email' };
    const links = await oneTimeTokens.find(platform.people, 'ofUser', { equal, limit: 10 });
    expect([signedIn, links].map((found) => found.map(({ id }) => id))).toEqual([
      [`until-${nowMs + 1}`],
      [`until-${nowMs + 1}`],
    ]);
    expect(await platform.blobs.list('', 10)).toEqual(['pages/new']);
    expect(await readdir(platform.outboxFolder)).toEqual([]);
    expect(logged).toEqual([]);
    await platform.close();
  });
});
