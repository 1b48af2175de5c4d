import { type LocalAnswer, type LocalRequest, type LocalServer, startLocalServer } from './local-server.ts';

export interface ChatServices extends LocalServer {
  /** Leads the services' public names to this server. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Every message that a reader sees; a webhook's has the id by which its receiver knows a repetition. */
  readonly shown: { readonly host: string; readonly body: unknown; readonly id: string | undefined }[];
}

const names = ['discord.com', 'hooks.slack.com', 'api.telegram.org', 'ntfy.sh', 'hook.example'];

/**
 * Discord, Slack, Telegram and ntfy as far as one sends messages to them, and a webhook's receiver. Each refuses what the
 * real one refuses: too long texts, unknown fields in the wrong form, unknown addresses.
 */
export async function startChatServices(): Promise<ChatServices> {
  const shown: ChatServices['shown'] = [];
  const server = await startLocalServer((request) => {
    const host = request.headers.host ?? '';
    const answer = answerOf(host, request);
    const id = request.headers['webhook-id'];
    const body = JSON.parse(request.body.toString());
    if (answer.status < 300) shown.push({ host, body, id: typeof id === 'string' ? id : undefined });
    return answer;
  });
  const address = new URL(server.origin).host;
  return { ...server, shown, hosts: Object.fromEntries(names.map((name) => [name, address])) };
}

function answerOf(host: string, { path, body, headers, method }: LocalRequest): LocalAnswer {
  if (method !== 'POST' || headers['content-type'] !== 'application/json') return { status: 400 };
  const message = JSON.parse(body.toString());
  switch (host) {
    case 'discord.com':
      if (path !== '/api/webhooks/123/abc?wait=true')
        return { status: 404, body: '{"message":"Unknown Webhook","code":10015}' };
      return isDiscordMessage(message) ? { status: 200, body: '{"id":"1"}' } : { status: 400 };
    case 'hooks.slack.com':
      if (path !== '/services/T1/B1/xyz') return { status: 404, body: 'no_service' };
      return typeof message.text === 'string' && message.blocks.length <= 50
        ? { status: 200, body: 'ok' }
        : { status: 400, body: 'invalid_blocks' };
    case 'api.telegram.org':
      if (path !== '/bot42:token/sendMessage') return { status: 404, body: '{"ok":false,"error_code":404}' };
      if (message.chat_id === '14')
        return { status: 400, body: '{"ok":false,"description":"Bad Request: chat not found"}' };
      if (message.chat_id === '13')
        return { status: 403, body: '{"ok":false,"description":"bot was blocked by the user"}' };
      return message.parse_mode === 'HTML' && shownLength(message.text) <= 4_096 && isTelegramHtml(message.text)
        ? { status: 200, body: '{"ok":true,"result":{"message_id":1}}' }
        : { status: 400, body: '{"ok":false,"description":"Bad Request: can\'t parse entities"}' };
    case 'ntfy.sh':
      return path === '/' &&
        message.topic === 'my-deals' &&
        Buffer.byteLength(message.message) <= 4_096 &&
        (message.actions?.length ?? 0) <= 3
        ? { status: 200, body: '{"id":"1"}' }
        : { status: 400 };
    case 'hook.example':
      return path === '/hook' ? { status: 204 } : { status: 410 };
    default:
      return { status: 421 };
  }
}

function isDiscordMessage(message: { embeds?: { title: string; description: string }[]; content?: string }): boolean {
  const embeds = message.embeds ?? [];
  const fits = embeds.every(({ title, description }) => title.length <= 256 && description.length <= 4_096);
  return (message.content !== undefined || embeds.length > 0) && embeds.length <= 10 && fits;
}

/** What counts is what is shown, not what marks it up. */
const shownLength = (text: string) => text.replace(/<[^>]*>/g, '').length;

/** Telegram takes a few elements, and a lone `<` or `&` nowhere. */
function isTelegramHtml(text: string): boolean {
  const rest = text.replace(/<a href="[^"<>]*">|<\/a>|<b>|<\/b>|&(lt|gt|amp|quot|#\d+);/g, '');
  return !/[<>&]/.test(rest);
}
