import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { RequestContext } from '../../shared/runtime/http.ts';

type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

const style = `
:root { color-scheme: light dark; --paper: #f4f6f6; --card: #fff; --ink: #1c2220; --muted: #56615d; --line: #dae1df; --accent: #0f5e53; --on-accent: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #131716; --card: #1c2221; --ink: #e9ece9; --muted: #a3ada8; --line: #323a38; --accent: #7fd1c1; --on-accent: #10201c; }
}
* { box-sizing: border-box; margin: 0; }
body { min-height: 100vh; display: grid; align-content: start; justify-items: center; gap: 1.2rem; padding: 12vh 1rem 2rem; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
.logo { display: flex; align-items: center; gap: .6rem; font-weight: 700; font-size: 1.15rem; color: inherit; text-decoration: none; }
main { width: 100%; max-width: 26rem; padding: 1.8rem; background: var(--card); border: 1px solid var(--line); border-radius: 14px; }
h1 { font-size: 1.4rem; line-height: 1.25; letter-spacing: -.015em; overflow-wrap: anywhere; }
p { margin-top: .7rem; color: var(--muted); }
form { display: grid; gap: 1rem; margin-top: 1.3rem; }
label { display: grid; gap: .35rem; font-size: .9rem; color: var(--muted); }
input, select { width: 100%; min-width: 0; min-height: 44px; padding: 0 .8rem; font: inherit; color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 10px; }
fieldset { display: grid; grid-template-columns: minmax(0, 1fr); gap: .5rem; min-width: 0; padding: .9rem 1rem 1rem; border: 1px solid var(--line); border-radius: 10px; }
legend { padding: 0 .4rem; font-weight: 600; }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: .7rem; color: var(--ink); }
.row > label { flex: 1 1 7.5rem; min-width: 0; }
input[type="radio"], input[type="checkbox"] { flex: none; width: 1.25rem; height: 1.25rem; min-height: 0; accent-color: var(--accent); }
label.row { min-height: 44px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin-top: .9rem; }
dt { color: var(--muted); }
dd { overflow-wrap: anywhere; }
.notice { padding: .7rem .9rem; color: var(--ink); background: var(--paper); border-radius: 10px; }
button { min-height: 48px; font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent); border: 0; border-radius: 10px; cursor: pointer; }
button.plain { color: var(--ink); background: transparent; border: 1px solid var(--line); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;

/** The page is styled by its own rules, and sends its form to us; it loads nothing. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const mark = raw(
  '<svg aria-hidden="true" width="32" height="32" viewBox="0 0 64 64"><rect width="64" height="64" rx="15" fill="#12463f"/><path d="M10 37c10-2 15-8 19-18 3 5 7 7 12 7 6 0 10 2 13 6l-7 1c-1 9-8 15-17 15-5 0-9-1-12-4 5 0 9-2 11-6-6 2-12 2-19-1z" fill="#f3efe4"/><circle cx="42.5" cy="31.5" r="2.2" fill="#12463f"/></svg>',
);

/**
 * A page of one sentence and perhaps a form; for links in mails, which must work without the web app. Its forms say where
 * they come from, to us alone.
 */
export async function smallPage(
  context: RequestContext,
  heading: string,
  content: Html | '' = '',
  status: 200 | 400 | 404 = 200,
): Promise<Response> {
  context.header('content-security-policy', policy);
  const page = html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${heading} · PriceHawk</title>
<meta name="referrer" content="same-origin"><meta name="robots" content="noindex"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><style>${raw(style)}</style></head>
<body><a class="logo" href="/">${mark}PriceHawk</a><main><h1>${heading}</h1>${content}</main></body></html>`;
  return context.html(page, status);
}
