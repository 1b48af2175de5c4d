import { type DealMessage, figuresOf, plainLine, type Reader } from './deal-message.ts';
import { webUrl } from './html.ts';

/** What the service worker shows (Notifications API). `tag` makes a repeated push replace the first. */
interface PushContent {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
  /** Opened when the notification is clicked; absent where the deal has no page. */
  readonly url?: string;
}

/** A URL longer than this would not fit a push with everything else (4,096 bytes in all). */
const longestUrl = 1_500;

/** The push that tells one reader of one deal, as JSON of a `PushContent`. */
export function renderDealPush(deal: DealMessage, reader: Reader, tag: string): string {
  const { price, usualPrice, belowUsual, priorPrice } = figuresOf(deal, reader);
  const error = deal.kind === 'glitch' ? 'Probably a price error. ' : '';
  return content(deal, tag, {
    title: `${price} (−${belowUsual}): ${plainLine(deal.title, 80)}`,
    body: `${error}At ${plainLine(deal.retailerName, 60)}, usually ${usualPrice}; lowest of 30 days ${priorPrice}.`,
  });
}

/** The push that takes a deal back, in place of the first where that is still shown. */
export function renderRetractionPush(deal: DealMessage, reader: Reader, tag: string): string {
  const { price, usualPrice } = figuresOf(deal, reader);
  return content(deal, tag, {
    title: `Correction: ${plainLine(deal.title, 80)}`,
    body: `It does not cost ${price} at ${plainLine(deal.retailerName, 60)}; usually ${usualPrice}. We are sorry.`,
  });
}

/** The push that tells one reader of several deals, best first: the best by name, the others by their number. */
export function renderDigestPush(deals: readonly DealMessage[], reader: Reader, tag: string): string {
  const [best, ...others] = deals;
  if (!best) throw new Error('a digest of nothing');
  if (others.length === 0) return renderDealPush(best, reader, tag);
  const { price, belowUsual } = figuresOf(best, reader);
  const more = others.length === 1 ? 'and one more' : `and ${others.length} more`;
  const shops = [...new Set(deals.map(({ retailerName }) => plainLine(retailerName, 40)))];
  return content(best, tag, {
    title: `${price} (−${belowUsual}): ${plainLine(best.title, 70)}, ${more}`,
    body: `${deals.length} deals at ${shops.slice(0, 3).join(', ')}${shops.length > 3 ? ' and others' : ''}.`,
  });
}

/** The push that shows that pushes arrive. */
export function renderTestPush(): string {
  const push: PushContent = {
    title: 'PriceHawk works',
    body: 'This is the test you asked for. Deals will arrive here.',
    tag: 'channel-test',
  };
  return JSON.stringify(push);
}

function content(deal: DealMessage, tag: string, words: Pick<PushContent, 'title' | 'body'>): string {
  const url = webUrl(deal.url);
  const push: PushContent = { ...words, tag, ...(url && url.length <= longestUrl ? { url } : {}) };
  return JSON.stringify(push);
}
