import {
  type DealMessage,
  figuresOf,
  formatTime,
  type MailContent,
  plainLine,
  type Reader,
  textFooter,
  unsubscribeHeaders,
} from './deal-message.ts';
import { Html, html } from './html.ts';
import { look, mailLayout } from './mail-layout.ts';

const whyYou = 'You get this mail because we told you of this deal.';

/** The short notice that a deal told before was none. */
export function renderRetractionMail(deal: DealMessage, retractedAtMs: number, reader: Reader): MailContent {
  const { price, usualPrice, seenAt } = figuresOf(deal, reader);
  const title = plainLine(deal.title, 160);
  const shop = plainLine(deal.retailerName, 60);
  const at = formatTime(retractedAtMs, reader.locale, reader.timeZone);
  const sentences = [
    `We told you that this product cost ${price} at ${shop} (seen ${seenAt}). That was wrong: the shop does not ask this price.`,
    `Its usual price is ${usualPrice}. We are sorry. The wrong price has been taken out of its history (${at}).`,
  ];
  const rows = [
    html`<tr><td class="pad" style="padding:18px 32px 8px;">
<p class="soft" style="${new Html(look.small + look.soft)}margin:0 0 6px;">Correction</p>
<h1 class="ink" style="${new Html(look.heading + look.ink)}">${title}</h1>
${sentences.map((sentence) => html`<p class="ink" style="${new Html(look.text + look.ink)}margin:14px 0 0;">${sentence}</p>`)}
</td></tr>`,
  ];
  return {
    subject: `Correction: ${plainLine(deal.title, 70)} does not cost ${price}`,
    html: mailLayout({ title, preview: sentences[0] ?? title, why: whyYou, rows }, reader),
    text: ['Correction', title, '', ...sentences, '', ...textFooter(whyYou, reader)].join('\n'),
    headers: unsubscribeHeaders(reader),
  };
}
