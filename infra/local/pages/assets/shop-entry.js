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
 * @property {{ until: string | null, lost: number, of: number } | null} [layout] its pages' newest change of layout
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
function stateOf({ state, offers, since, lastCheckedAt, layout }) {
  if (layout && layout.until === null) {
    return [`New layout: prices vanished on ${layout.lost} of ${countText(layout.of, 'offer')}`];
  }
  if (state !== 'watching') {
    return [`${troubles[state]}${since ? ` since ${clockText(Date.parse(since), Date.now())}` : ''}`];
  }
  const watching = `Watching ${countText(offers, 'offer')}`;
  return lastCheckedAt ? [`${watching}, looked `, agoElement(Date.parse(lastCheckedAt))] : [watching];
}
