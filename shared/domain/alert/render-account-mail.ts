import { type MailContent, plainLine } from './deal-message.ts';
import { Html, html } from './html.ts';
import { look, plainMailLayout } from './mail-layout.ts';

export const accountMails = [
  'verify-email',
  'reset-password',
  'password-changed',
  'welcome',
  'already-registered',
  'change-address',
  'address-changed',
  'way-in-added',
  'way-in-removed',
  'channel-test',
] as const;
export type AccountMail = (typeof accountMails)[number];

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
  'already-registered': {
    subject: 'You already have an account',
    sentences: [
      'Somebody signed up at PriceHawk, or changed an account, with this address. There is an account with it already: sign in to that one.',
      'Should you not know its password any more, choose a new one. The link works once, for an hour.',
    ],
    button: 'Choose password',
    why: 'If it was not you, do nothing: nobody has got into your account, and nothing of it has changed.',
  },
  'change-address': {
    subject: 'Confirm your new email address',
    sentences: [
      'Please confirm that this is your new address. Until then all mails go to the old one.',
      'The link works once, for a day.',
    ],
    button: 'Confirm address',
    why: 'Somebody wants to use this address at PriceHawk. If it was not you, do nothing: you will hear no more.',
  },
  'address-changed': {
    subject: 'Your email address was changed',
    sentences: [
      'Your PriceHawk account has another email address now. This one opens it no more, and gets no more mails.',
      'If it was not you, write to whoever operates this PriceHawk at once.',
    ],
    why: 'We always tell the old address of this.',
  },
  'way-in-added': {
    subject: 'A new way into your account',
    sentences: [
      'Your PriceHawk account opens by signing in with another service too.',
      'If it was not you, remove that way in and choose a new password at once.',
    ],
    why: 'We always tell you of this.',
  },
  'way-in-removed': {
    subject: 'A way into your account was removed',
    sentences: [
      'Your PriceHawk account opens no more by signing in with that service.',
      'If it was not you, choose a new password at once.',
    ],
    why: 'We always tell you of this.',
  },
  'channel-test': {
    subject: 'PriceHawk works',
    sentences: ['This is the test you asked for. Deals will arrive here.'],
    why: 'You asked for this mail in your PriceHawk preferences.',
  },
};

/** The address is not proved yet: whoever types a name must not have us send a stranger their link. */
const looksLikeAddress = /[:/@]|\S\.\S/;

/** A mail about somebody's own account; always sent, so that it has nothing to unsubscribe from. */
export function renderAccountMail({
  kind,
  name,
  link,
  detail,
}: {
  readonly kind: AccountMail;
  readonly name: string | null;
  readonly link: string | null;
  readonly detail?: string;
}): MailContent {
  const { subject, sentences: usual, button, why } = words[kind];
  const sentences = detail === undefined ? usual : [...usual.slice(0, 1), detail, ...usual.slice(1)];
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
