import * as z from 'zod';
import { heedMailNews } from '../../shared/domain/mail/heed-mail-news.ts';
import type { FieldCipher } from '../../shared/ports/field-cipher.ts';
import type { MailNewsReader } from '../../shared/ports/mail-news.ts';
import type { Endpoint, EndpointServer } from '../../shared/runtime/endpoint.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { problem } from '../../shared/runtime/problem.ts';
import { forged } from './forged.ts';

const takeResendEvent = {
  method: 'POST',
  path: '/webhooks/resend',
  action: 'bring-signed-news',
  limit: 'webhook',
  summary: 'Takes an event of Resend, signed over its raw body.',
  answer: z.object({ received: z.literal(true) }),
} as const satisfies Endpoint;

interface MailNewsDeps extends Pick<Platform, 'people'> {
  readonly cipher: () => Promise<FieldCipher>;
  /** Undefined where no secret is configured to know the service by. */
  readonly mailNews: () => Promise<MailNewsReader | undefined>;
}

/** News of mails: what became of each, and addresses that are to get none any more. */
export function resendEndpoints(server: EndpointServer, { people, cipher, mailNews }: MailNewsDeps): void {
  server.add(takeResendEvent, async (_, context) => {
    const { req } = context;
    const reader = await mailNews();
    // Not "not found": Resend goes on repeating an event for hours, and it counts once there is a secret.
    if (!reader)
      return problem(503, 'not-configured', 'news of mails are off here: there is no RESEND_WEBHOOK_SECRETS');
    const read = reader.read(await req.text(), {
      id: req.header('svix-id') ?? '',
      timestamp: req.header('svix-timestamp') ?? '',
      signature: req.header('svix-signature') ?? '',
    });
    if (read.type === 'forged') return forged(context, 'resend');
    if (read.type === 'news') {
      const keys = await cipher();
      const { isSuppressed } = await people.transaction((reading) => heedMailNews(reading, read.news, keys));
      const { event, notificationId } = read.news;
      const log = context.get('log');
      if (isSuppressed) log.warn('an address gets no mails any more', { event, notificationId });
      else log.info('news of a mail were heeded', { event, notificationId });
    }
    return { body: { received: true as const } };
  });
}
