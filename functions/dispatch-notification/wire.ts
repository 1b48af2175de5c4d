import { notificationRequested } from '../../shared/messages/notification-requested.ts';
import type { MailDelivery, MessageDelivery, PushDelivery } from '../../shared/ports/delivery.ts';
import { fieldCipherOf } from '../../shared/runtime/field-cipher.ts';
import { messageFunction } from '../../shared/runtime/function.ts';
import { parseHostMap } from '../../shared/runtime/host-map.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { parseTopics } from '../../shared/runtime/receive.ts';
import { createHandOver } from './hand-over.ts';
import { dispatchNotification } from './handler.ts';
import { renderWith } from './render.ts';

export const wire = messageFunction('dispatch-notification', parseTopics([notificationRequested]), (platform) => {
  const { people, secrets, random, settings } = platform;
  const cipher = fieldCipherOf(secrets, random);
  return dispatchNotification({
    ...platform,
    cipher,
    render: renderWith(settings),
    handOver: createHandOver({
      people,
      cipher,
      mail: mailOf(platform),
      push: pushOf(platform),
      messages: messagesOf(platform),
    }),
  });
});

/**
 * Resend where there is a key, else the outbox of the machine. One client for all messages: it paces itself. Loaded, as
 * below, when the first message needs it.
 */
function mailOf({ secrets, settings, clock, outbox }: Platform): () => Promise<MailDelivery | undefined> {
  let resend: { readonly key: string; readonly delivery: MailDelivery } | undefined;
  return async () => {
    const key = await secrets.get('RESEND_API_KEY');
    if (!key) return outbox;
    const { createResendDelivery } = await import('../../shared/adapters/resend.ts');
    if (resend?.key !== key) {
      resend = { key, delivery: createResendDelivery({ apiKey: key, baseUrl: settings.resendUrl, clock }) };
    }
    return resend.delivery;
  };
}

/** One client for all messages: it keeps its connections. */
function pushOf({ secrets, settings, clock }: Platform): () => Promise<PushDelivery | undefined> {
  let webPush: { readonly publicKey: string; readonly delivery: PushDelivery } | undefined;
  return async () => {
    const [publicKey, privateKey] = await Promise.all([
      secrets.get('VAPID_PUBLIC_KEY'),
      secrets.get('VAPID_PRIVATE_KEY'),
    ]);
    if (!publicKey || !privateKey) return undefined;
    const { createWebPushDelivery } = await import('../../shared/adapters/web-push.ts');
    if (webPush?.publicKey !== publicKey) {
      const options = { vapid: { publicKey, privateKey }, contact: settings.vapidSubject, clock };
      const allowedHosts = parseHostMap(settings.hostMap);
      webPush = { publicKey, delivery: createWebPushDelivery({ ...options, allowedHosts }) };
    }
    return webPush.delivery;
  };
}

/** One client for all messages to chats and webhooks: it keeps its connections. */
function messagesOf({ secrets, settings, clock }: Platform): () => Promise<MessageDelivery> {
  let made: { readonly token: string | undefined; readonly delivery: MessageDelivery } | undefined;
  return async () => {
    const token = (await secrets.get('TELEGRAM_BOT_TOKEN')) || undefined;
    const { createMessageDelivery } = await import('../../shared/adapters/message-delivery.ts');
    if (!made || made.token !== token) {
      const allowedHosts = parseHostMap(settings.hostMap);
      made = { token, delivery: createMessageDelivery({ clock, telegramBotToken: token, allowedHosts }) };
    }
    return made.delivery;
  };
}
