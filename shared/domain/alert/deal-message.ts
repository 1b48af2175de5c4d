import { describeReasons } from '../detection/describe-reasons.ts';
import { formatMoney } from '../money/format-money.ts';
import type { Money } from '../money/money.ts';

/** A confirmed deal as it is told to people. Texts and URLs come from shops' pages and are not trusted. */
export interface DealMessage {
  readonly title: string;
  readonly retailerName: string;
  readonly url: string;
  readonly imageUrl?: string;
  /** `glitch`: the shop's own pricing error, which it may correct or refuse to honour. */
  readonly kind: 'deal' | 'glitch';
  readonly price: Money;
  /** Usual price: 30-day median, minor units of the price's currency. */
  readonly medianMinor: number;
  /** Prior price: lowest of the last 30 days (Directive 98/6/EC Art. 6a), minor units of the price's currency. */
  readonly low30Minor: number;
  readonly seenAtMs: number;
  /** The detector's reason codes. */
  readonly reasons: readonly string[];
}

/** How one reader reads, and how they stop. */
export interface Reader {
  /** BCP 47. */
  readonly locale: string;
  /** IANA name. */
  readonly timeZone: string;
  /** Takes the one-click POST of RFC 8058, and shows a page to a browser. */
  readonly unsubscribeUrl: string;
  readonly preferencesUrl: string;
}

/** A mail without its addresses. */
export interface MailContent {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A deal's figures as its reader writes numbers and times. */
export interface DealFigures {
  readonly price: string;
  readonly usualPrice: string;
  readonly priorPrice: string;
  readonly saving: string;
  /** `50 %` in the reader's locale. */
  readonly belowUsual: string;
  readonly belowPrior: string;
  readonly seenAt: string;
}

export function figuresOf(deal: DealMessage, { locale, timeZone }: Reader): DealFigures {
  const { minor, currency } = deal.price;
  const money = (amount: number) => formatMoney({ minor: Math.round(amount), currency }, locale);
  const percent = percentFormat(locale);
  // Rounded down: what is told must not be more than what is.
  const share = (base: number) => percent.format(base > 0 ? Math.floor((1 - minor / base) * 100) / 100 : 0);
  return {
    price: money(minor),
    usualPrice: money(deal.medianMinor),
    priorPrice: money(deal.low30Minor),
    saving: money(deal.medianMinor - minor),
    belowUsual: share(deal.medianMinor),
    belowPrior: share(deal.low30Minor),
    seenAt: formatTime(deal.seenAtMs, locale, timeZone),
  };
}

/** `21 Mar 2026, 14:05 CET`, as the reader writes it. */
export function formatTime(atMs: number, locale: string, timeZone: string): string {
  const { dateTime, zone } = timeFormats(locale, timeZone);
  const zoneName = zone.formatToParts(atMs).find(({ type }) => type === 'timeZoneName')?.value;
  return zoneName ? `${dateTime.format(atMs)} ${zoneName}` : dateTime.format(atMs);
}

/** Making a format costs a hundred times what using it does. */
const timeFormats = remember((locale: string, timeZone: string) => ({
  dateTime: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }),
  zone: new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' }),
}));
const percentFormat = remember((locale: string) => new Intl.NumberFormat(locale, { style: 'percent' }));

function remember<A extends readonly string[], R>(make: (...names: A) => R): (...names: A) => R {
  const made = new Map<string, R>();
  return (...names) => {
    const key = names.join(' ');
    const format = made.get(key) ?? make(...names);
    made.set(key, format);
    return format;
  };
}

/** The reasons in words; codes without words are left out. */
export function reasonsInWords(reasons: readonly string[]): string[] {
  return describeReasons([...new Set(reasons)]).flatMap(({ code, text }) => (text === code ? [] : [text]));
}

/** A page's text on one line, without what can turn a line around or break a mail header, at most so many characters. */
export function plainLine(text: string, maxCharacters: number): string {
  const characters = [...text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069\s]+/gu, ' ').trim()];
  return characters.length <= maxCharacters
    ? characters.join('')
    : `${characters.slice(0, maxCharacters - 1).join('')}…`;
}

/** The last lines of a mail's plain text: why it came, and how it stops. */
export const textFooter = (why: string, { preferencesUrl, unsubscribeUrl }: Reader): readonly string[] => [
  '--',
  why,
  `Change what you hear of: ${preferencesUrl}`,
  `Unsubscribe: ${unsubscribeUrl}`,
  '',
];

/** RFC 2369 and RFC 8058: the mail client's own button for stopping, with one click. */
export function unsubscribeHeaders({ unsubscribeUrl }: Reader): Record<string, string> {
  return {
    'List-Unsubscribe': `<${new URL(unsubscribeUrl).href}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}
