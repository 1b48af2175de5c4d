import { element, shopLink } from './element.js';
import { kindText, moneyText, percentText } from './format.js';
import { agoElement } from './time.js';

/**
 * @typedef {object} Deal
 * @property {string} id
 * @property {string} title
 * @property {string} retailerName
 * @property {string} url
 * @property {string | null} [imageUrl]
 * @property {{ readonly minor: number, readonly currency: string }} price
 * @property {number} medianMinor
 * @property {number} low30Minor
 * @property {number} discount share below the usual price, 0–1
 * @property {'deal' | 'glitch'} kind
 * @property {string} [category] one of ours, `video-games`
 * @property {string} confirmedAt
 * @property {readonly { readonly code: string, readonly text: string }[]} reasons
 */

/**
 * One confirmed deal: what, where, how much, compared with what, and why we are sure.
 * @param {Deal} deal
 */
export function dealCard(deal) {
  const { currency } = deal.price;
  return element(
    'li',
    { class: `deal-card ${deal.kind}` },
    picture(deal),
    element(
      'div',
      { class: 'deal-head' },
      element(
        'p',
        { class: 'kicker' },
        element('span', { class: `tag ${deal.kind}` }, kindText(deal.kind)),
        element('span', {}, deal.retailerName),
        deal.category !== undefined && element('span', {}, deal.category.replaceAll('-', ' ')),
        agoElement(Date.parse(deal.confirmedAt)),
      ),
      element('h2', {}, shopLink(deal.url, deal.title)),
    ),
    element(
      'div',
      { class: 'deal-body' },
      element(
        'p',
        { class: 'price-line' },
        element('strong', { class: 'now' }, moneyText(deal.price)),
        element('span', { class: 'off' }, `${percentText(deal.discount)} off`),
        element(
          'span',
          { class: 'usual' },
          'usually ',
          element('s', {}, moneyText({ minor: deal.medianMinor, currency })),
        ),
      ),
      scale(deal),
      why(deal),
    ),
  );
}

/**
 * The product's picture. Only pictures from this machine are shown (the page's security policy); others and missing
 * ones become a tile with the title's first letter.
 * @param {Deal} deal
 */
function picture({ imageUrl, title }) {
  const tile = element('span', { class: 'tile', 'aria-hidden': 'true' }, [...title][0] ?? '');
  const frame = element('div', { class: 'shot' }, tile);
  if (imageUrl && isLocal(imageUrl)) {
    const image = element('img', { src: imageUrl, alt: '', loading: 'lazy', width: '240', height: '240' });
    image.addEventListener('error', () => image.replaceWith(tile));
    frame.replaceChildren(image);
  }
  return frame;
}

/** @param {string} url */
function isLocal(url) {
  const { origin, hostname } = new URL(url, location.href);
  return origin === location.origin || hostname.endsWith('.demo.localhost');
}

/**
 * The price on a line from nothing to the usual price, for the eye only: the text says the same.
 * @param {Deal} deal
 */
function scale({ price, medianMinor }) {
  const bar = element('div', { class: 'scale', 'aria-hidden': 'true' });
  bar.style.setProperty('--share', String(Math.min(1, price.minor / medianMinor)));
  return bar;
}

/** @param {Deal} deal */
function why({ kind, reasons, price, low30Minor }) {
  const low = moneyText({ minor: low30Minor, currency: price.currency });
  return element(
    'ul',
    { class: 'why', 'aria-label': 'Why' },
    ...reasons.map(({ text }) => element('li', {}, text)),
    element('li', {}, `Lowest price of the 30 days before: ${low}.`),
    kind === 'glitch' && element('li', {}, 'Shops may cancel orders placed at a wrong price.'),
  );
}
