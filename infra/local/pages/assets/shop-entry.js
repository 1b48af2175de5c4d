import { element } from './element.js';
import { clockText, countText } from './format.js';
import { agoElement } from './time.js';

/**
 * @typedef {object} ShopState
 * @property {string} id
 * @property {string} name
 * @property {number} offers
 * @property {string | null} [lastCheckedAt]
 * @property {'watching' | 'blocked' | 'blind'} state
 * @property {string | null} [since] since when it is blocked or blind
 */

const troubles = {
  blocked: 'Blocked by a bot check',
  blind: 'Blind: no price can be read',
};

/**
 * A shop and whether we can see it.
 * @param {ShopState} shop
 */
export function shopEntry(shop) {
  return element(
    'li',
    { class: `shop ${shop.state}` },
    element('h3', {}, shop.name),
    element('p', {}, ...stateOf(shop)),
  );
}

/** @param {ShopState} shop */
function stateOf({ state, offers, since, lastCheckedAt }) {
  if (state !== 'watching') {
    return [`${troubles[state]}${since ? ` since ${clockText(Date.parse(since), Date.now())}` : ''}`];
  }
  const watching = `Watching ${countText(offers, 'offer')}`;
  return lastCheckedAt ? [`${watching}, looked `, agoElement(Date.parse(lastCheckedAt))] : [watching];
}
