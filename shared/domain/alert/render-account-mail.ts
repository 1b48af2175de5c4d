import { type MailContent, plainLine } from './deal-message.ts';
import { Html, html } from './html.ts';
import { look, plainMailLayout } from './mail-layout.ts';

export type AccountMail = 'verify-email' | 'reset-password' | 'password-changed' | 'welcome';

interface Words {
  readonly subject: string;
  readonly sentences: readonly string[];
  readonly button?: string;
  readonly why: string;
}

const words: Readonly<Record<AccountMail, Words>> = {
  'verify-email': {
    subject: 'Confirm your email address',
    sentences: [
      'Please confirm that this is your address. PriceHawk tells you of deals once you have.',
      'The link works once, for a day.',
    ],
    button: 'Confirm address',
    why: 'Somebody signed up at PriceHawk with this address. If it was not you, do nothing: you will hear no more.',
  },
  'reset-password': {
    subject: 'Choose a new password',
    sentences: ['With this link you can choose a new password.', 'It works once, for an hour.'],
    button: 'Choose password',
    why: 'Somebody asked for this at PriceHawk. If it was not you, do nothing: your password stays as it is.',
  },
  welcome: {
    subject: 'Your PriceHawk account',
    sentences: ['There is an account for you. Choose a password to get in.', 'The link works once, for a day.'],
    button: 'Choose password',
    why: 'Whoever operates this PriceHawk made the account. If you do not want it, do nothing.',
  },
  'password-changed': {
    subject: 'Your password was changed',
    sentences: [
      'The password of your PriceHawk account was changed, and every other session was ended.',
      'If it was not you, ask for a new password at once: whoever did it knows your old one, or reads your mail.',
    ],
    why: 'We always tell you of this.',
  },
};

/** The address is not proved yet: whoever types a name must not have us send a stranger their link. */
const looksLikeAddress = /[:/@]|\S\.\S/;

/** A mail about somebody's own account; always sent, so that it has nothing to unsubscribe from. */
export function renderAccountMail(kind: AccountMail, name: string | null, link: string | null): MailContent {
  const { subject, sentences, button, why } = words[kind];
  const greeting = name && !looksLikeAddress.test(name) ? `Hello ${plainLine(name, 60)},` : 'Hello,';
  const paragraph = (text: string) =>
    html`<p class="ink" style="${new Html(look.text + look.ink)}margin:14px 0 0;">${text}</p>`;
  const rows = [
    html`<tr><td class="pad" style="padding:18px 32px 24px;">
<h1 class="ink" style="${new Html(look.heading + look.ink)}">${subject}</h1>
${[greeting, ...sentences].map(paragraph)}
${button && link ? html`<p style="margin:22px 0 0;"><a class="button" href="${link}" style="${new Html(look.text + look.button)}">${button}</a></p>` : ''}
</td></tr>`,
  ];
  return {
    subject,
    html: plainMailLayout({ title: subject, preview: sentences[0] ?? subject, why, rows }),
    text: [subject, '', greeting, '', ...sentences, ...(link ? ['', link] : []), '', '--', why, ''].join('\n'),
    headers: {},
  };
}
