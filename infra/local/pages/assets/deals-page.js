import { groupAlike } from './anomalies.js';
import { caseEntry } from './case-entry.js';
import { dealCard } from './deal-card.js';
import { byId, showList } from './element.js';
import { countText, moneyText } from './format.js';
import { poll } from './poll.js';
import { shopEntry } from './shop-entry.js';
import { keepTimesFresh } from './time.js';

/** @typedef {import('./deal-card.js').Deal} Deal */
/** @typedef {import('./anomalies.js').Anomaly} Anomaly */
/** @typedef {import('./shop-entry.js').ShopState} ShopState */

const REJECTED_SHOWN = 12;

/** @type {readonly Deal[]} */
let newest = [];
/** @type {readonly Deal[]} */
let older = [];
/** @type {string | null | undefined} where the next older page begins; null after the last one */
let olderCursor;
let seenBefore = false;

/** @param {{ items: readonly Deal[], nextCursor?: string | null }} answer */
function showDeals({ items, nextCursor }) {
  const known = new Set(newest.map((deal) => deal.id));
  const fresh = items.filter((deal) => !known.has(deal.id));
  if (seenBefore && fresh[0] !== undefined) {
    byId('news').textContent = `New deal: ${fresh[0].title}, ${moneyText(fresh[0].price)}`;
  }
  seenBefore = true;
  // What the newest page pushes out stays on the screen; what is missing among the newest has ended.
  const oldest = nextCursor ? items.at(-1)?.confirmedAt : undefined;
  older = [...newest, ...older].filter(
    (deal) => oldest !== undefined && deal.confirmedAt <= oldest && !items.some((item) => item.id === deal.id),
  );
  newest = items;
  if (olderCursor === undefined) {
    olderCursor = nextCursor ?? null;
  }
  drawDeals();
}

function drawDeals() {
  const all = [...newest, ...older];
  showList(byId('deals'), all, (deal) => deal.id, dealCard);
  byId('deals').hidden = all.length === 0;
  byId('deals-empty').hidden = all.length > 0;
  byId('older').hidden = olderCursor === null;
}

async function showOlderDeals() {
  if (olderCursor == null) {
    return;
  }
  const answer = await fetch(`/buyer/deals?sort=newest&cursor=${encodeURIComponent(olderCursor)}`);
  if (!answer.ok) {
    return;
  }
  /** @type {{ items: readonly Deal[], nextCursor?: string | null }} */
  const { items, nextCursor } = await answer.json();
  const known = new Set([...newest, ...older].map((deal) => deal.id));
  older = [...older, ...items.filter((deal) => !known.has(deal.id))];
  olderCursor = nextCursor ?? null;
  drawDeals();
}

/** @param {{ items: readonly Anomaly[] }} answer */
function showCases({ items }) {
  const open = items.filter(({ state }) => state === 'quarantined' || state === 'validating');
  const closed = items.filter(({ state }) => state === 'rejected' || state === 'expired');
  showGroups('verifying', groupAlike(open));
  showGroups('rejected', groupAlike(closed).slice(0, REJECTED_SHOWN));
  const count = byId('verifying-count');
  count.hidden = open.length === 0;
  count.textContent = String(open.length);
}

/**
 * @param {string} id
 * @param {ReturnType<typeof groupAlike>} groups
 */
function showGroups(id, groups) {
  showList(byId(id), groups, ({ key }) => key, caseEntry);
  byId(`${id}-empty`).hidden = groups.length > 0;
}

/** @param {{ items: readonly ShopState[] }} answer */
function showShops({ items }) {
  showList(byId('shops'), items, (shop) => shop.id, shopEntry);
  byId('shops-empty').hidden = items.length > 0;
  const offers = items.reduce((sum, shop) => sum + shop.offers, 0);
  if (offers > 0) {
    const watched = `${countText(offers, 'offer')} in ${countText(items.length, 'shop')}`;
    byId('coverage').textContent = `Watching ${watched}. Every odd price is looked at twice before it is shown here.`;
    byId('empty-hint').textContent = `PriceHawk is watching ${watched}, and shows a price here once it is sure of it.`;
  }
}

byId('older').addEventListener('click', () => void showOlderDeals());
keepTimesFresh();
poll({ '/buyer/deals?sort=newest': showDeals, '/anomalies?limit=100': showCases, '/shops': showShops });
