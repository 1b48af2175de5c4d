import { type DealMessage, figuresOf, plainLine, type Reader } from './deal-message.ts';
import type { MessageChannel } from './destination.ts';
import { type Html, html, webUrl } from './html.ts';

/** A short message about one deal, in the parts every service can show. */
export interface ShortMessage {
  readonly title: string;
  readonly text: string;
  /** Of the shop's page; undefined where it has none. */
  readonly url: string | undefined;
  /** Of several deals, each with its page. */
  readonly lines?: readonly { readonly text: string; readonly url: string | undefined }[];
  readonly stopUrl: string;
  /** For programs. */
  readonly event: { readonly type: string; readonly at: string; readonly data: unknown };
}

/** A longer one would not fit a message with everything else. */
const longestUrl = 1_500;
const longestTitle = 120;
/** With eight of them and their titles escaped, what the services take is not exceeded (Discord: 4,096 characters). */
const mostLines = 8;
const longestUrlInLine = 200;

/** Tells of a deal. */
export function dealNotice(dealId: string, deal: DealMessage, reader: Reader): ShortMessage {
  const { price, usualPrice, belowUsual, priorPrice } = figuresOf(deal, reader);
  const doubt = deal.kind === 'glitch' ? 'Probably a price error: the shop may correct it. ' : '';
  return notice('deal.confirmed', dealId, deal, reader, {
    title: `${price} (−${belowUsual}): ${plainLine(deal.title, longestTitle)}`,
    text: `${doubt}At ${plainLine(deal.retailerName, 60)}, usually ${usualPrice}; lowest of 30 days ${priorPrice}.`,
  });
}

/** Takes a deal back that was told before. */
export function retractionNotice(dealId: string, deal: DealMessage, reader: Reader): ShortMessage {
  const { price, usualPrice } = figuresOf(deal, reader);
  return notice('deal.retracted', dealId, deal, reader, {
    title: `Correction: ${plainLine(deal.title, longestTitle)}`,
    text: `It does not cost ${price} at ${plainLine(deal.retailerName, 60)}; usually ${usualPrice}. We are sorry.`,
  });
}

/** Tells of several deals, best first; one alone is told as itself. */
export function digestNotice(
  digestId: string,
  deals: readonly { readonly id: string; readonly deal: DealMessage }[],
  reader: Reader,
): ShortMessage {
  const [best, ...others] = deals;
  if (!best) throw new Error('a digest of nothing');
  if (others.length === 0) return dealNotice(best.id, best.deal, reader);
  const shown = deals.slice(0, mostLines);
  const left = deals.length - shown.length;
  const at = new Date(Math.max(...deals.map(({ deal }) => deal.seenAtMs))).toISOString();
  return {
    title: `${deals.length} deals for you`,
    text: left > 0 ? `The best ${shown.length} of them:` : 'Best first:',
    url: undefined,
    lines: shown.map(({ deal }) => {
      const { price, belowUsual } = figuresOf(deal, reader);
      const url = webUrl(deal.url);
      const text = `${price} (−${belowUsual}): ${plainLine(deal.title, 80)}, ${plainLine(deal.retailerName, 40)}`;
      return { text, url: url && url.length <= longestUrlInLine ? url : undefined };
    }),
    stopUrl: reader.unsubscribeUrl,
    event: { type: 'deals.digest', at, data: { digestId, deals: deals.map(({ id, deal }) => dealData(id, deal)) } },
  };
}

/** Says that a destination was given, or that it works when its owner asks. */
export function ownNotice(kind: 'test' | 'added', stopUrl: string, at: string): ShortMessage {
  const words = {
    test: { title: 'PriceHawk works', text: 'This is the test you asked for. Deals will arrive here.' },
    added: { title: 'PriceHawk will tell you of deals here', text: 'If you did not ask for this, stop it below.' },
  }[kind];
  return { ...words, url: undefined, stopUrl, event: { type: `channel.${kind}`, at, data: { text: words.text } } };
}

function notice(
  type: string,
  dealId: string,
  deal: DealMessage,
  { unsubscribeUrl }: Reader,
  words: Pick<ShortMessage, 'title' | 'text'>,
): ShortMessage {
  const url = webUrl(deal.url);
  const data = dealData(dealId, deal);
  return {
    ...words,
    url: url && url.length <= longestUrl ? url : undefined,
    stopUrl: unsubscribeUrl,
    event: { type, at: data.seenAt, data },
  };
}

function dealData(dealId: string, deal: DealMessage) {
  const { title, retailerName, kind, price, medianMinor, low30Minor, reasons } = deal;
  // Rounded down: what is told must not be more than what is.
  const belowUsual = medianMinor > 0 ? Math.floor((1 - price.minor / medianMinor) * 100) / 100 : 0;
  const figures = { kind, price, medianMinor, low30Minor, belowUsual, reasons };
  const seenAt = new Date(deal.seenAtMs).toISOString();
  return { dealId, title, retailerName, url: webUrl(deal.url) ?? null, ...figures, seenAt };
}

/**
 * The body of the request that shows a message, as each service wants it, without the chat or topic it goes to. Texts come
 * from shops' pages: nobody is mentioned, and what a service takes for markup is escaped.
 */
export const messageBodies: Readonly<Record<MessageChannel, (message: ShortMessage) => unknown>> = {
  // https://discord.com/developers/docs/resources/webhook#execute-webhook
  discord: ({ title, text, url, lines = [], stopUrl }) => ({
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: escapeMarkdown(title).slice(0, 256),
        description: [
          escapeMarkdown(text),
          ...lines.map((line) =>
            line.url ? `- [${escapeMarkdown(line.text)}](<${line.url}>)` : `- ${escapeMarkdown(line.text)}`,
          ),
          `[Stop these messages](<${stopUrl}>)`,
        ].join('\n'),
        ...(url ? { url } : {}),
      },
    ],
  }),
  // https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
  slack: ({ title, text, url, lines = [], stopUrl }) => ({
    text: escapeSlack(title),
    unfurl_links: false,
    blocks: [
      section(`*${slackLink(title, url)}*\n${escapeSlack(text)}`),
      ...lines.map((line) => section(`• ${slackLink(line.text, line.url)}`)),
      { type: 'context', elements: [{ type: 'mrkdwn', text: slackLink('Stop these messages', stopUrl) }] },
    ],
  }),
  // https://core.telegram.org/bots/api#sendmessage
  telegram: ({ title, text, url, lines = [], stopUrl }) => ({
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
    text: html`<b>${telegramLink(title, url)}</b>\n${text}\n${lines.map(
      (line) => html`• ${telegramLink(line.text, line.url)}\n`,
    )}${telegramLink('Stop these messages', stopUrl)}`.text,
  }),
  // https://docs.ntfy.sh/publish/#publish-as-json; a message of more than 4,096 bytes would become a file
  ntfy: ({ title, text, url, lines = [], stopUrl }) => ({
    title,
    message: [text, ...lines.map((line) => `• ${line.text}`)].join('\n'),
    ...(url ? { click: url } : {}),
    actions: [{ action: 'view', label: 'Stop these messages', url: stopUrl }],
  }),
  // https://github.com/standard-webhooks/standard-webhooks: type, timestamp, data
  webhook: ({ title, text, stopUrl, event }) => ({
    type: event.type,
    timestamp: event.at,
    data: event.data,
    message: { title, text, stopUrl },
  }),
};

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text: text.slice(0, 3_000) } });
const escapeMarkdown = (text: string): string => text.replace(/[\\*_~`|>#[\]()<@:]/g, (mark) => `\\${mark}`);
/** https://docs.slack.dev/messaging/formatting-message-text#escaping */
const escapeSlack = (text: string): string =>
  text.replace(/[&<>]/g, (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[mark] ?? mark);
/** Where a title stands between `<…|` and `>` or within `*`, these would end it. */
const slackLabel = (text: string): string => escapeSlack(text).replace(/[*|\n]/g, ' ');
const slackLink = (text: string, url: string | undefined): string =>
  url ? `<${slackUrl(url)}|${slackLabel(text)}>` : slackLabel(text);
const telegramLink = (text: string, url: string | undefined): Html =>
  url ? html`<a href="${url}">${text}</a>` : html`${text}`;
const slackUrl = (url: string): string => url.replace(/[|<>]/g, encodeURIComponent);
