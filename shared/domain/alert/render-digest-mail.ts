import {
  type DealFigures,
  type DealMessage,
  figuresOf,
  type MailContent,
  plainLine,
  type Reader,
  textFooter,
  unsubscribeHeaders,
} from './deal-message.ts';
import { Html, html, webUrl } from './html.ts';
import { look, mailLayout } from './mail-layout.ts';

const whyYou = 'You get this mail because these deals fit what you asked PriceHawk to tell you.';
const glitchNote = 'Probably a price error: the shop may correct it, or cancel the order.';

/** A deal ready to be listed. */
interface Line {
  readonly title: string;
  readonly shop: string;
  readonly url: string | undefined;
  readonly isGlitch: boolean;
  readonly figures: DealFigures;
}

/** The mail that tells one reader of several deals at once, in the order given. */
export function renderDigestMail(deals: readonly DealMessage[], reader: Reader): MailContent {
  const lines = deals.map((deal) => lineOf(deal, reader));
  const [best] = lines;
  if (!best) throw new Error('a digest of nothing');
  const count = lines.length === 1 ? 'One deal' : `${lines.length} deals`;
  const others = lines.length - 1;
  const more = others === 0 ? '' : `, and ${others === 1 ? 'one more' : `${others} more`}`;
  const rows = [
    html`<tr><td class="pad" style="padding:18px 32px 6px;">
<h1 class="ink" style="${style('heading', 'ink')}">${count} for you</h1>
</td></tr>`,
    ...lines.map(lineRow),
    html`<tr><td style="height:10px;line-height:10px;font-size:0;">&nbsp;</td></tr>`,
  ];
  return {
    subject: `${plainLine(best.title, 60)}: ${best.figures.price} (−${best.figures.belowUsual})${more}`,
    html: mailLayout({ title: `${count} for you`, preview: previewOf(lines), why: whyYou, rows }, reader),
    text: [`${count} for you`, '', ...lines.flatMap(textLines), ...textFooter(whyYou, reader)].join('\n'),
    headers: unsubscribeHeaders(reader),
  };
}

function lineOf(deal: DealMessage, reader: Reader): Line {
  return {
    title: plainLine(deal.title, 120),
    shop: plainLine(deal.retailerName, 60),
    url: webUrl(deal.url),
    isGlitch: deal.kind === 'glitch',
    figures: figuresOf(deal, reader),
  };
}

const previewOf = (lines: readonly Line[]): string =>
  lines
    .slice(0, 4)
    .map(({ title, figures }) => `${plainLine(title, 40)} ${figures.price}`)
    .join(' · ');

function lineRow({ title, shop, url, isGlitch, figures }: Line): Html {
  const name = url
    ? html`<a class="ink" href="${url}" style="${style('ink')}font-weight:600;">${title}</a>`
    : html`<span style="font-weight:600;">${title}</span>`;
  const note = isGlitch
    ? html`<div class="caution" style="${style('small', 'caution')}padding-top:2px;">${glitchNote}</div>`
    : html``;
  return html`<tr><td class="pad" style="padding:0 32px;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="line" style="${style('line')}">
<tr>
<td class="ink" valign="top" style="${style('text', 'ink')}padding:14px 14px 14px 0;overflow-wrap:anywhere;word-break:break-word;">${name}
<div class="soft" style="${style('small', 'soft')}padding-top:2px;">${shop} · usually <s>${figures.usualPrice}</s></div>${note}</td>
<td valign="top" align="right" style="${style('text')}padding:14px 0;white-space:nowrap;">
<span class="ink" style="${style('ink')}font-size:18px;font-weight:700;">${figures.price}</span>
<div class="good" style="${style('small', 'good')}font-weight:600;">${figures.belowUsual} less</div></td>
</tr>
</table>
</td></tr>`;
}

function textLines({ title, shop, url, isGlitch, figures }: Line): string[] {
  return [
    title,
    `${figures.price} at ${shop} – usually ${figures.usualPrice}, ${figures.belowUsual} less`,
    ...(isGlitch ? [glitchNote] : []),
    ...(url ? [url] : []),
    '',
  ];
}

function style(...roles: readonly (keyof typeof look)[]): Html {
  return new Html(roles.map((role) => look[role]).join(''));
}
