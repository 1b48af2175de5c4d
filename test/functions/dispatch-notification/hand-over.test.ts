import { expect, it } from 'vitest';
import { createHandOver } from '../../../functions/dispatch-notification/hand-over.ts';
import type { Dispatch } from '../../../shared/documents/dispatch.ts';
import { InMemoryDocuments } from '../../support/in-memory-documents.ts';
import { testCipher } from '../../support/test-cipher.ts';

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
  const dispatch: Dispatch = {
    dealId: 'deal',
    kind: 'deal',
    channel,
    recipients: [],
    state: 'claimed',
    holder: 'holder',
    leaseUntilMs: 1,
    attempt: 1,
    firstAttemptAtMs: 0,
    dueAtMs: 1,
    lastError: null,
    createdAtMs: 0,
    expiresAtMs: 1,
  };
  const outcome = await nothingConfigured('dispatch', dispatch, new AbortController().signal);
  expect(outcome).toMatchObject({ type: 'unavailable', reason: expect.stringContaining('configured') });
});
