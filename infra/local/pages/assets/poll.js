import { byId } from './element.js';
import { clockText } from './format.js';

const INTERVAL_MS = 2000;
const LONGEST_INTERVAL_MS = 15_000;
const ANSWER_WITHIN_MS = 8000;

/**
 * Asks for each address again and again and hands on what has changed: with the last ETag, so that an unchanged answer
 * costs a 304; not while the page is hidden; more and more rarely while nobody answers, which the page then says.
 * @param {Readonly<Record<string, (answer: never) => void>>} readers address → what to do with its JSON
 */
export function poll(readers) {
  /** @type {Map<string, string>} */
  const etags = new Map();
  let waitMs = INTERVAL_MS;
  /** @type {number | null} */
  let lastAnswerMs = null;
  let asking = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {string} address */
  async function ask(address) {
    const etag = etags.get(address);
    const answer = await fetch(address, {
      cache: 'no-store',
      headers: etag === undefined ? {} : { 'if-none-match': etag },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    if (answer.status === 304) {
      return;
    }
    if (!answer.ok) {
      throw new Error(`${address} answered ${answer.status}`);
    }
    // Our own server's answer: each reader names the shape it has by contract, which nothing here can check.
    readers[address]?.(/** @type {never} */ (await answer.json()));
    const validator = answer.headers.get('etag');
    if (validator !== null) {
      etags.set(address, validator);
    }
  }

  async function round() {
    clearTimeout(timer);
    if (!document.hidden && !asking) {
      asking = true;
      const results = await Promise.allSettled(Object.keys(readers).map(ask));
      const failed = results.some((result) => result.status === 'rejected');
      lastAnswerMs = failed ? lastAnswerMs : Date.now();
      waitMs = failed ? Math.min(waitMs * 2, LONGEST_INTERVAL_MS) : INTERVAL_MS;
      asking = false;
      showConnection(failed, lastAnswerMs);
    }
    timer = setTimeout(round, waitMs);
  }

  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) {
      void round();
    }
  });
  void round();
}

/**
 * @param {boolean} failed
 * @param {number | null} lastAnswerMs
 */
function showConnection(failed, lastAnswerMs) {
  const notice = byId('connection');
  notice.hidden = !failed;
  const since = lastAnswerMs === null ? '' : ` What you see is from ${clockText(lastAnswerMs, Date.now())}.`;
  const text = failed ? `PriceHawk does not answer; trying again.${since}` : '';
  if (notice.textContent !== text) {
    notice.textContent = text;
  }
}
