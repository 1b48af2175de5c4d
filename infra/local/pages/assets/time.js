import { element } from './element.js';
import { agoText } from './format.js';

/**
 * An instant as `12 seconds ago`; the exact time is its tooltip. `keepTimesFresh` keeps it true.
 * @param {number} atMs
 */
export function agoElement(atMs) {
  const at = new Date(atMs);
  return element(
    'time',
    { datetime: at.toISOString(), title: at.toLocaleString(), 'data-ago': '' },
    agoText(atMs, Date.now()),
  );
}

/** Rewrites every relative time on the page once a second while somebody looks. */
export function keepTimesFresh() {
  setInterval(() => {
    if (document.hidden) {
      return;
    }
    for (const time of document.querySelectorAll('time[data-ago]')) {
      const text = agoText(Date.parse(time.getAttribute('datetime') ?? ''), Date.now());
      if (time.textContent !== text) {
        time.textContent = text;
      }
    }
  }, 1000);
}
