import { openPayments } from '../../shared/adapters/open-payments.ts';
import type { MailNewsReader } from '../../shared/ports/mail-news.ts';
import { fieldCipherOf, splitKeys } from '../../shared/runtime/field-cipher.ts';
import { httpFunction } from '../../shared/runtime/function.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { resendEndpoints } from './resend.ts';
import { stripeEndpoints } from './stripe.ts';

export const wire = httpFunction('webhooks', (server, platform) => {
  const { people, secrets, random } = platform;
  stripeEndpoints(server, platform, openPayments(platform));
  resendEndpoints(server, { people, cipher: fieldCipherOf(secrets, random), mailNews: mailNewsOf(platform) });
});

/** Resend's news where their signing secrets are configured, the newest first. Loaded when the first event comes. */
function mailNewsOf({ secrets }: Platform): () => Promise<MailNewsReader | undefined> {
  let open: { readonly secret: string; readonly reader: MailNewsReader } | undefined;
  return async () => {
    const secret = await secrets.get('RESEND_WEBHOOK_SECRETS');
    if (!secret || open?.secret === secret) return secret ? open?.reader : undefined;
    const { createResendNews } = await import('../../shared/adapters/resend-news.ts');
    open = { secret, reader: createResendNews(splitKeys(secret, 'RESEND_WEBHOOK_SECRETS')) };
    return open.reader;
  };
}
