import * as z from 'zod';
import type { Channel } from '../../messages/notification-requested.ts';
import { stableId } from '../identity/stable-id.ts';

const address = (hosts: readonly string[], path: RegExp, allowed: string) =>
  z
    .url()
    .max(500)
    .refine((text) => {
      const url = URL.parse(text);
      return url?.protocol === 'https:' && hosts.includes(url.host) && path.test(url.pathname);
    }, allowed);

/** What a person gives of each channel beside mail and push; whatever is given is a secret of theirs. */
export const destinationForms = {
  discord: z.strictObject({
    url: address(
      ['discord.com', 'canary.discord.com', 'discordapp.com'],
      /^\/api\/webhooks\/\d+\/[\w-]+$/,
      'a Discord webhook: https://discord.com/api/webhooks/…',
    ),
  }),
  slack: z.strictObject({
    url: address(['hooks.slack.com'], /^\/services\/[\w/]+$/, 'a Slack webhook: https://hooks.slack.com/services/…'),
  }),
  telegram: z.strictObject({
    chatId: z.string().regex(/^(-?\d{1,20}|@\w{5,32})$/, 'a Telegram chat: its number, or @name of a channel'),
  }),
  ntfy: z.strictObject({
    url: z
      .url({ protocol: /^https$/ })
      .max(500)
      .refine((text) => /^\/[\w-]{1,64}$/.test(URL.parse(text)?.pathname ?? ''), 'a ntfy topic: https://ntfy.sh/topic'),
    accessToken: z
      .string()
      .regex(/^[\w-]{1,200}$/, 'an access token of ntfy')
      .optional(),
  }),
  webhook: z.strictObject({ url: z.url({ protocol: /^https$/, error: 'an https address' }).max(2_000) }),
} as const satisfies Partial<Record<Channel, z.ZodObject>>;

/** The channels that need a destination. */
export type MessageChannel = keyof typeof destinationForms;
export const messageChannels = ['discord', 'slack', 'telegram', 'ntfy', 'webhook'] as const satisfies MessageChannel[];

const { discord, slack, telegram, ntfy, webhook } = destinationForms;

/**
 * Where a subscriber is told besides mail and push. Addresses of chat services carry their own password, so a destination
 * is a secret of its subscriber: stored sealed, never logged. `webhook` follows Standard Webhooks
 * (https://www.standardwebhooks.com); its secret is 24–64 bytes of Base64 behind `whsec_`.
 */
export const destination = z.discriminatedUnion('channel', [
  discord.extend({ channel: z.literal('discord') }),
  slack.extend({ channel: z.literal('slack') }),
  telegram.extend({ channel: z.literal('telegram') }),
  ntfy.extend({ channel: z.literal('ntfy') }),
  webhook.extend({
    channel: z.literal('webhook'),
    secret: z.string().regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, '24–64 bytes of Base64 behind whsec_'),
  }),
]);
export type Destination = Readonly<z.infer<typeof destination>>;

/** By what its owner knows a destination; opens nothing. */
export function labelOf(to: Destination): string {
  switch (to.channel) {
    case 'discord':
      return `webhook ${ending(new URL(to.url).pathname.split('/')[3])}`;
    case 'slack':
      return `webhook of workspace ${ending(new URL(to.url).pathname.split('/')[2])}`;
    case 'telegram':
      return `chat ${ending(to.chatId)}`;
    case 'ntfy':
      return `${shortHost(to.url)}/${ending(new URL(to.url).pathname)}`;
    case 'webhook':
      return `${shortHost(to.url)}/…`;
  }
}

const ending = (text = ''): string => (text.length > 8 ? `…${text.slice(-3)}` : '…');

/** Some services keep what opens them in the first part of the name. */
function shortHost(url: string): string {
  const parts = new URL(url).hostname.split('.');
  return parts.length > 2 ? `….${parts.slice(-2).join('.')}` : parts.join('.');
}

/** Whose circuit breaker a destination has: its service's, or its host's where anybody runs one. */
export function breakerOf(to: Destination): string {
  if (to.channel === 'ntfy') return `ntfy:${new URL(to.url).host}`;
  // Breakers are logged, and a host may be what opens a webhook.
  return to.channel === 'webhook' ? `webhook:${stableId('host', new URL(to.url).host)}` : to.channel;
}
