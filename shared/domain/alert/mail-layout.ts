import type { Reader } from './deal-message.ts';
import { Html, html } from './html.ts';

/**
 * Mail clients keep inline styles and tables, and little else: every colour is inline for light, and a class repeats it
 * for dark where the client knows `prefers-color-scheme` (or Outlook's `data-ogsc`).
 */
const darkColours = `
  .page { background: #12161c !important; }
  .card { background: #1c222b !important; border-color: #2e3744 !important; }
  .ink { color: #f2f4f7 !important; }
  .soft { color: #a9b4c2 !important; }
  .line { border-color: #2e3744 !important; }
  .good { color: #63d29a !important; }
  .caution { color: #f3d58a !important; }
  .warn { background: #3a2f12 !important; color: #f3d58a !important; border-color: #5c4a1b !important; }
  .button { background: #246fce !important; }`;

const styles = `
  :root { color-scheme: light dark; supported-color-schemes: light dark; }
  body { margin: 0; padding: 0; -webkit-text-size-adjust: 100%; }
  a { text-decoration: underline; }
  @media (max-width: 480px) {
    .pad { padding-left: 20px !important; padding-right: 20px !important; }
    .outer { padding: 0 !important; }
    .card { border-radius: 0 !important; border-left: 0 !important; border-right: 0 !important; }
    .price { font-size: 34px !important; }
    .button { display: block !important; text-align: center !important; }
  }
  @media (prefers-color-scheme: dark) {${darkColours}
  }
${darkColours.replaceAll('\n  .', '\n  [data-ogsc] .')}`;

const font = `-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif`;

/** Inline styles by role. */
export const look = {
  ink: 'color:#1a2129;',
  soft: 'color:#5b6672;',
  good: 'color:#0b7a43;',
  line: 'border-top:1px solid #e3e7ec;',
  text: `font-family:${font};font-size:15px;line-height:1.5;`,
  small: `font-family:${font};font-size:13px;line-height:1.5;`,
  heading: `font-family:${font};font-size:20px;line-height:1.3;font-weight:600;margin:0;overflow-wrap:anywhere;word-break:break-word;`,
  price: `font-family:${font};font-size:40px;line-height:1.1;font-weight:700;`,
  caution: 'color:#8a5a00;',
  warn: 'background:#fff6df;color:#6b4e00;border:1px solid #f0dca6;border-radius:8px;',
  button:
    'display:inline-block;background:#1b5fc1;color:#ffffff;border-radius:8px;padding:13px 24px;font-weight:600;text-decoration:none;',
} as const;

interface Content {
  readonly title: string;
  /** What inboxes show behind the subject. */
  readonly preview: string;
  readonly why: string;
  /** Table rows of one column. */
  readonly rows: readonly Html[];
}

/** A whole mail around `rows`, with the ways to change or end such mails. */
export function mailLayout(content: Content, { unsubscribeUrl, preferencesUrl }: Reader): string {
  const ways = html`<br>
<a class="soft" href="${preferencesUrl}" style="${new Html(look.soft)}">Change what you hear of</a>
&nbsp;·&nbsp; <a class="soft" href="${unsubscribeUrl}" style="${new Html(look.soft)}">Unsubscribe</a>`;
  return wholeMail(content, ways);
}

/** A whole mail that is about its reader's own account. */
export function plainMailLayout(content: Content): string {
  return wholeMail(content, '');
}

function wholeMail(content: Content, ways: Html | ''): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no">
<title>${content.title}</title>
<style>${new Html(styles)}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f2f4f7;">
<div style="display:none;max-height:0;overflow:hidden;opacity:0;">${content.preview}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f2f4f7;">
<tr><td class="outer" align="center" style="padding:24px 12px;">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0"
 style="max-width:600px;background:#ffffff;border:1px solid #e3e7ec;border-radius:12px;">
<tr><td class="pad soft" style="${new Html(look.small + look.soft)}padding:20px 32px 0;font-weight:600;letter-spacing:.02em;">PriceHawk</td></tr>
${content.rows}
<tr><td class="pad" style="padding:8px 32px 28px;">
<p class="soft line" style="${new Html(look.small + look.soft + look.line)}margin:0;padding-top:16px;">${content.why}${ways}</p>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`.text;
}
