import { Resend } from 'resend';
import * as z from 'zod';
import { normaliseEmail } from '../domain/account/email-address.ts';
import type { MailEvent } from '../domain/mail/mail-event.ts';
import { isDocumentId } from '../ports/document-rules.ts';
import type { MailNewsReader, ReadMailNews } from '../ports/mail-news.ts';
import { ConfigError } from '../runtime/errors.ts';
import { notificationTag } from './notification-tag.ts';

/** Resend's events (https://resend.com/docs/webhooks/event-types) in ours; of others nothing is kept. */
const eventOf: Readonly<Record<string, MailEvent | undefined>> = {
  'email.delivered': 'delivered',
  'email.opened': 'opened',
  'email.clicked': 'clicked',
  'email.delivery_delayed': 'delayed',
  'email.bounced': 'bounced',
  'email.complained': 'complained',
  'email.failed': 'failed',
  /** The address is on Resend's own list of those that bounced or complained. */
  'email.suppressed': 'bounced',
};

const signedEvent = z.object({
  type: z.string(),
  created_at: z.string().transform((text, context) => {
    const atMs = Date.parse(text);
    if (Number.isNaN(atMs)) context.addIssue('no instant');
    return atMs;
  }),
  data: z.object({
    to: z.array(z.string()),
    tags: z.record(z.string(), z.string()).optional(),
    bounce: z.object({ type: z.string() }).optional(),
  }),
});

/**
 * News of Resend, signed as Svix signs (https://docs.svix.com/receiving/verifying-payloads/how-manual): Resend's own
 * library checks HMAC-SHA256 in constant time, and that it was signed within 5 minutes.
 *
 * @throws ConfigError for a secret that is none
 */
export function createResendNews(secrets: readonly string[]): MailNewsReader {
  if (secrets.some((secret) => !/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(secret))) {
    throw new ConfigError('RESEND_WEBHOOK_SECRETS: found something else; allowed: whsec_… as Resend shows it');
  }
  // It asks for an API key, which verifying needs not.
  const { webhooks } = new Resend('unused');
  return {
    read: (payload, headers) => {
      for (const webhookSecret of secrets) {
        try {
          return newsOf(webhooks.verify({ payload, headers, webhookSecret }));
        } catch {
          // Signed by another secret, perhaps, while they are being changed.
        }
      }
      return { type: 'forged' };
    },
  };
}

function newsOf(verified: unknown): ReadMailNews {
  const { success, data: event } = signedEvent.safeParse(verified);
  const known = success ? eventOf[event.type] : undefined;
  if (!success || !known) return { type: 'other' };
  const { to, tags, bounce } = event.data;
  const notificationId = tags?.[notificationTag];
  const news = {
    event: known,
    atMs: event.created_at,
    // Another program of the same account may give its mails a tag of this name.
    notificationId: notificationId !== undefined && isDocumentId(notificationId) ? notificationId : null,
    to: to.flatMap((address) => normaliseEmail(address) ?? []),
    isForGood: event.type === 'email.suppressed' || bounce?.type.toLowerCase() === 'permanent',
  };
  return { type: 'news', news };
}
