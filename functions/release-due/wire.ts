import { openPayments } from '../../shared/adapters/open-payments.ts';
import { releaseRequested } from '../../shared/messages/release-requested.ts';
import { fieldCipherOf } from '../../shared/runtime/field-cipher.ts';
import { messageFunction } from '../../shared/runtime/function.ts';
import { parseTopics } from '../../shared/runtime/receive.ts';
import { releaseDue } from './handler.ts';

export const wire = messageFunction('release-due', parseTopics([releaseRequested]), (platform) => {
  const { secrets, random } = platform;
  const stopping = new AbortController();
  platform.onStop(async () => stopping.abort());
  return releaseDue({
    ...platform,
    cipher: fieldCipherOf(secrets, random),
    payments: openPayments(platform),
    stopping: stopping.signal,
  });
});
