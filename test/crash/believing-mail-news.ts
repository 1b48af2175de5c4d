import type { MailNewsReader } from '../../shared/ports/mail-news.ts';

/** A mail service whose every word is believed: what a scenario posts is the news itself. */
export const believingMailNews: MailNewsReader = {
  read: (rawBody) => ({ type: 'news', news: JSON.parse(rawBody) }),
};
