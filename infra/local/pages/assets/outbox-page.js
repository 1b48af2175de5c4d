import { byId, element, showList } from './element.js';
import { poll } from './poll.js';
import { agoElement, keepTimesFresh } from './time.js';

/** @typedef {{ id: string, to: string, subject: string, sentAt: string }} Mail */

/** @type {readonly Mail[]} */
let mails = [];
/** @type {string | undefined} the mail that is open; none where undefined */
let openId;

/** @param {{ items: readonly Mail[] }} answer */
function showMails({ items }) {
  const known = new Set(mails.map((mail) => mail.id));
  const fresh = items.find((mail) => !known.has(mail.id));
  if (mails.length > 0 && fresh !== undefined) {
    byId('news').textContent = `New mail: ${fresh.subject}`;
  }
  mails = items;
  showList(byId('mails'), items, (mail) => mail.id, mailEntry);
  byId('mails').hidden = items.length === 0;
  byId('mails-empty').hidden = items.length > 0;
  byId('mail-none').hidden = items.length === 0 || openId !== undefined;
  openFromAddress();
}

/** @param {Mail} mail */
function mailEntry(mail) {
  return element(
    'li',
    {},
    element(
      'a',
      { href: `#${encodeURIComponent(mail.id)}`, 'data-mail': mail.id },
      element('span', { class: 'subject' }, mail.subject),
      element('span', { class: 'muted' }, mail.to, ' · ', agoElement(Date.parse(mail.sentAt))),
    ),
  );
}

/** The address names the open mail, so that back, forward and a bookmark work. */
function openFromAddress() {
  const id = decodeURIComponent(location.hash.slice(1));
  const mail = mails.find((candidate) => candidate.id === id);
  if (mail?.id === openId) {
    markCurrent();
    return;
  }
  const hadOne = openId !== undefined;
  openId = mail?.id;
  document.body.classList.toggle('reading', mail !== undefined);
  byId('mail').hidden = mail === undefined;
  byId('mail-none').hidden = mail !== undefined || mails.length === 0;
  markCurrent();
  if (mail === undefined) {
    if (hadOne) {
      byId('mails').focus();
    }
    return;
  }
  const address = `/outbox/${encodeURIComponent(mail.id)}`;
  byId('mail-subject').textContent = mail.subject;
  byId('mail-to').textContent = mail.to;
  const sent = byId('mail-sent');
  sent.setAttribute('datetime', mail.sentAt);
  sent.textContent = new Date(mail.sentAt).toLocaleString('en', {
    dateStyle: 'medium',
    timeStyle: 'short',
    hourCycle: 'h23',
  });
  byId('mail-html').setAttribute('src', `${address}.html`);
  void showPlainText(`${address}.txt`, mail.id);
  byId('mail-subject').focus({ preventScroll: true });
  scrollTo({ top: 0 });
}

/**
 * @param {string} address
 * @param {string} mailId
 */
async function showPlainText(address, mailId) {
  const target = byId('mail-text');
  target.textContent = 'Loading…';
  const text = await fetch(address)
    .then((answer) => (answer.ok ? answer.text() : undefined))
    .catch(() => undefined);
  if (openId === mailId) {
    target.textContent = text ?? 'The plain text could not be loaded.';
  }
}

function markCurrent() {
  for (const link of document.querySelectorAll('a[data-mail]')) {
    if (link.getAttribute('data-mail') === openId) {
      link.setAttribute('aria-current', 'true');
    } else {
      link.removeAttribute('aria-current');
    }
  }
}

const tabs = [byId('tab-html'), byId('tab-text')];

/** @param {HTMLElement} chosen */
function chooseTab(chosen) {
  for (const tab of tabs) {
    const isChosen = tab === chosen;
    tab.setAttribute('aria-selected', String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
    byId(tab.getAttribute('aria-controls') ?? '').hidden = !isChosen;
  }
}

for (const [index, tab] of tabs.entries()) {
  tab.addEventListener('click', () => chooseTab(tab));
  tab.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      const next = tabs[(index + 1) % tabs.length] ?? tab;
      chooseTab(next);
      next.focus();
    }
  });
}

addEventListener('hashchange', openFromAddress);
keepTimesFresh();
poll({ '/outbox.json': showMails });
