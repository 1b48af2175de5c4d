import { expect, it } from 'vitest';
import { createHandOver } from '../../../functions/dispatch-notification/hand-over.ts';
import type { Dispatch } from '../../../shared/documents/dispatch.ts';
import { InMemoryDocuments } from '../../support/in-memory-documents.ts';
import { testCipher } from '../../support/test-cipher.ts';

const dispatchTo = (channel: Dispatch['channel'], recipients: Dispatch['recipients']): Dispatch => ({
  dealId: 'deal',
  kind: 'deal',
  channel,
  recipients,
  state: 'claimed',
  holder: 'holder',
  leaseUntilMs: 1,
  attempt: 1,
  firstAttemptAtMs: 0,
  dueAtMs: 1,
  lastError: null,
  createdAtMs: 0,
  expiresAtMs: 1,
});

it.each([
  ['https://fcm.googleapis.com/fcm/send/x', false],
  ['https://updates.push.services.mozilla.com/wpush/v2/x', false],
  ['https://push.stranger.example/x', true],
  ['https://googleapis.com.stranger.example/x', true],
])('says of %s whether it stands for itself alone when it fails: %s', async (endpoint, isOfAddress) => {
  const handOver = createHandOver({
    cipher: async () => testCipher,
    people: new InMemoryDocuments('people'),
    mail: async () => undefined,
    push: async () => ({ send: async () => ({ type: 'unknown', reason: 'push: 500' }) }),
    messages: async () => {
      throw new Error('nobody here has a destination');
    },
  });
  const subscriptions = [{ endpoint, keys: { p256dh: 'p', auth: 'a' } }];
  const recipient = {
    subscriberId: 's',
    notificationId: 'n',
    rendered: { channel: 'push' as const, payload: '{}', subscriptions },
  };
  const outcome = await handOver('dispatch', dispatchTo('push', [recipient]), new AbortController().signal);
  expect(outcome).toEqual({ type: 'unknown', reason: 'push: 500', ...(isOfAddress ? { isOfAddress } : {}) });
});

const nothingConfigured = createHandOver({
  cipher: async () => testCipher,
  people: new InMemoryDocuments('people'),
  mail: async () => undefined,
  push: async () => undefined,
  messages: async () => {
    throw new Error('nobody here has a destination');
  },
});

it.each(['email', 'push'] as const)('says so where nothing can send over %s, and does not throw', async (channel) => {
  const outcome = await nothingConfigured('dispatch', dispatchTo(channel, []), new AbortController().signal);
  expect(outcome).toMatchObject({ type: 'unavailable', reason: expect.stringContaining('configured') });
});
