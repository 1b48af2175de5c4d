import { newsAtMs } from './anomalies.js';
import { element, shopLink } from './element.js';
import { countText, kindText, moneyText } from './format.js';
import { agoElement } from './time.js';

/** @typedef {import('./anomalies.js').Anomaly} Anomaly */

const stateTexts = /** @type {Readonly<Record<Anomaly['state'], string>>} */ ({
  quarantined: 'Waiting for a second look',
  validating: 'Being judged',
  confirmed: 'Confirmed',
  rejected: 'Rejected',
  expired: 'Could not be made sure of',
});

/**
 * One suspicious price, or many of one shop that are alike.
 * @param {{ readonly members: readonly Anomaly[] }} group
 */
export function caseEntry({ members }) {
  const [first] = members;
  if (first === undefined) {
    return element('li');
  }
  return element(
    'li',
    { class: `case ${first.state}` },
    element(
      'p',
      { class: 'kicker' },
      element('span', { class: `tag ${first.state}` }, kindText(first.kind)),
      agoElement(newsAtMs(first)),
    ),
    ...(members.length === 1 ? single(first) : several(members, first)),
    element('p', { class: 'why' }, whyText(first)),
  );
}

/** @param {Anomaly} anomaly */
function single(anomaly) {
  return [
    element('h3', {}, shopLink(anomaly.url, anomaly.title)),
    element('p', { class: 'shown' }, `${anomaly.retailerName} showed `, ...amounts(anomaly)),
  ];
}

/**
 * @param {readonly Anomaly[]} members
 * @param {Anomaly} first
 */
function several(members, first) {
  return [
    element('h3', {}, `${countText(members.length, 'price')} at ${first.retailerName}`),
    element(
      'details',
      {},
      element('summary', {}, 'Show them'),
      element(
        'ul',
        {},
        ...members.map((member) => element('li', {}, shopLink(member.url, member.title), ': ', ...amounts(member))),
      ),
    ),
  ];
}

/** @param {Anomaly} anomaly */
function amounts({ price, medianMinor }) {
  const shown = element('strong', {}, moneyText(price));
  return medianMinor == null
    ? [shown]
    : [shown, `, usually ${moneyText({ minor: medianMinor, currency: price.currency })}`];
}

/** @param {Anomaly} anomaly */
function whyText({ state, reasons }) {
  const texts = reasons.map(({ text }) => text).join(' ');
  return state === 'rejected' ? texts : `${stateTexts[state]}. ${texts}`;
}
