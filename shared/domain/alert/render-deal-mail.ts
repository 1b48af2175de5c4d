import {
  type DealFigures,
  type DealMessage,
  figuresOf,
  type MailContent,
  plainLine,
  type Reader,
  reasonsInWords,
  textFooter,
  unsubscribeHeaders,
} from './deal-message.ts';
import { Html, html, webUrl } from './html.ts';
import { look, mailLayout } from './mail-layout.ts';

const whyYou = 'You get this mail because the deal fits what you asked PriceHawk to tell you.';
const glitchWarning =
  'This looks like a pricing error of the shop: it may correct the price at any moment, or cancel the order.';

/** The mail that tells one reader of one deal: what it costs, what it is compared with, and why it was called a deal. */
export function renderDealMail(deal: DealMessage, reader: Reader): MailContent {
  const figures = figuresOf(deal, reader);
  const title = plainLine(deal.title, 160);
  const shop = plainLine(deal.retailerName, 60);
  const url = webUrl(deal.url);
  const what = deal.kind === 'glitch' ? 'Price error' : 'Deal';
  const reasons = reasonsInWords(deal.reasons);
  const rows = [
    html`<tr><td class="pad" style="padding:18px 32px 0;">
<p class="soft" style="${style('small', 'soft')}margin:0 0 6px;">${what} at ${shop}</p>
<h1 class="ink" style="${style('heading', 'ink')}">${title}</h1>
</td></tr>`,
    picture(webUrl(deal.imageUrl)),
    html`<tr><td class="pad" style="padding:18px 32px 0;">
<span class="price ink" style="${style('price', 'ink')}">${figures.price}</span>
<div style="${style('text')}padding-top:6px;"><span class="soft" style="${style('soft')}">usually <s>${figures.usualPrice}</s></span>
&nbsp; <strong class="good" style="${style('good')}">${figures.belowUsual} less</strong></div>
</td></tr>`,
    ...(deal.kind === 'glitch' ? [warning(glitchWarning)] : []),
    ...(url ? [button(url, `See it at ${shop}`)] : []),
    numbers(numberRows(deal, figures, shop)),
    ...(reasons.length > 0 ? [why(reasons)] : []),
  ];
  const preview = `${figures.price} instead of ${figures.usualPrice} at ${shop}`;
  return {
    subject: `${plainLine(deal.title, 70)}: ${figures.price} (−${figures.belowUsual})${deal.kind === 'glitch' ? ', probably a price error' : ''}`,
    html: mailLayout({ title, preview, why: whyYou, rows }, reader),
    text: [
      `${what} at ${shop}`,
      title,
      '',
      `${figures.price} – usually ${figures.usualPrice}, ${figures.belowUsual} less`,
      ...(deal.kind === 'glitch' ? ['', glitchWarning] : []),
      '',
      ...(url ? [url, ''] : []),
      ...numberRows(deal, figures, shop).map(([name, value]) => `${name}: ${value}`),
      ...(reasons.length > 0 ? ['', 'Why this was called unusual:', ...reasons.map((reason) => `- ${reason}`)] : []),
      '',
      ...textFooter(whyYou, reader),
    ].join('\n'),
    headers: unsubscribeHeaders(reader),
  };
}

function numberRows(deal: DealMessage, figures: DealFigures, shop: string): readonly (readonly [string, string])[] {
  const isBelowPrior = deal.price.minor < deal.low30Minor;
  return [
    ['Usual price (median of 30 days)', figures.usualPrice],
    ['You save', `${figures.saving} (${figures.belowUsual})`],
    ['Lowest price of the last 30 days', figures.priorPrice],
    ...(isBelowPrior ? [['Below that lowest price by', figures.belowPrior] as const] : []),
    ['Shop', shop],
    ['Seen', figures.seenAt],
  ];
}

/** A longer address than any shop gives its pictures; every mail of a page carries it. */
const longestPictureUrl = 1_000;

/** Without a text of its own: the product’s name stands right above it. */
function picture(src: string | undefined): Html {
  if (!src || src.length > longestPictureUrl) return html``;
  return html`<tr><td class="pad" style="padding:18px 32px 0;">
<img src="${src}" alt="" width="200" style="display:block;max-width:200px;width:100%;height:auto;border:0;border-radius:8px;background:#ffffff;">
</td></tr>`;
}

function warning(text: string): Html {
  return html`<tr><td class="pad" style="padding:18px 32px 0;">
<table role="presentation" class="warn" width="100%" cellpadding="0" cellspacing="0" style="${style('warn')}border-collapse:separate;">
<tr><td style="${style('small')}padding:10px 14px;">${text}</td></tr></table>
</td></tr>`;
}

function button(url: string, label: string): Html {
  return html`<tr><td class="pad" style="padding:22px 32px 0;">
<a class="button" href="${url}" style="${style('text', 'button')}">${label}</a>
</td></tr>`;
}

function numbers(rows: readonly (readonly [string, string])[]): Html {
  const cells = rows.map(
    ([name, value]) => html`<tr>
<td class="soft line" style="${style('text', 'soft', 'line')}padding:9px 12px 9px 0;">${name}</td>
<td class="ink line" align="right" style="${style('text', 'ink', 'line')}padding:9px 0;">${value}</td>
</tr>`,
  );
  return html`<tr><td class="pad" style="padding:24px 32px 0;">
<table width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse;">${cells}</table>
</td></tr>`;
}

function why(reasons: readonly string[]): Html {
  return html`<tr><td class="pad" style="padding:20px 32px 8px;">
<p class="ink" style="${style('text', 'ink')}margin:0 0 4px;font-weight:600;">Why this was called unusual</p>
${reasons.map((reason) => html`<p class="soft" style="${style('small', 'soft')}margin:0 0 4px;">${reason}</p>`)}
</td></tr>`;
}

function style(...roles: readonly (keyof typeof look)[]): Html {
  return new Html(roles.map((role) => look[role]).join(''));
}
