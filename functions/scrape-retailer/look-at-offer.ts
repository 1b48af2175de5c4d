import type { ShardOffer } from '../../shared/documents/shard.ts';
import type { Extraction, Page } from '../../shared/domain/extraction/extraction.ts';
import type { Retailer } from '../../shared/domain/extraction/retailer.ts';
import type { Strategy } from '../../shared/domain/fetching/strategy.ts';
import type { Money } from '../../shared/domain/money/money.ts';
import { observationOf, unreachable } from '../../shared/domain/observation/from-extraction.ts';
import type { Observation, ScrapePurpose } from '../../shared/domain/observation/observation.ts';
import type { Look } from '../../shared/domain/shard/look.ts';
import { afterLookAtStructure } from '../../shared/domain/shard/structured-price.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { FetchResult, PageSource } from '../../shared/ports/page-source.ts';
import { TransientError } from '../../shared/runtime/errors.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { ReadPage } from '../../shared/runtime/platform.ts';
import type { SnapshotKeeper } from './keep-snapshot.ts';

/** Raised whenever the rules read pages differently, so that unchanged pages are read again. */
export const readerVersion = 2;

/** Failures that say something about the shop or the way to it, and so count for its breaker. */
const shopFailures: readonly string[] = ['timeout', 'connection', 'rate-limited', 'server-error', 'unknown-host'];
/** Failures that are not the shop's, so that its breaker hears nothing of them. */
const ownFailures: readonly string[] = ['browser-failed', 'reader-failed', 'proxy-failed'];

/** What one way to the page brought: a look, and whether the shop itself answered properly; or that there was no time for it. */
export type Visit =
  | {
      readonly type: 'looked';
      readonly look: Look;
      readonly shop: 'success' | 'failure' | 'unknown';
      /** The shop asked not to be called again for so long (Retry-After). */
      readonly pauseMs?: number;
    }
  | { readonly type: 'cancelled' };

interface ReadFetched {
  readonly readPage: ReadPage;
  readonly snapshots: Pick<SnapshotKeeper, 'keep'>;
}

export interface LookAtOffer extends ReadFetched {
  readonly clock: Clock;
}

export interface Wanted {
  readonly log: Log;
  readonly shardId: string;
  readonly offerId: string;
  readonly shopId: string;
  readonly offer: ShardOffer;
  readonly retailer: Retailer;
  readonly purpose: ScrapePurpose;
  /** Of a second look: the suspicion it is for. */
  readonly anomalyId?: string | undefined;
  readonly signal: AbortSignal;
}

/** Fetches an offer's page one way and reads it. */
export async function lookAtOffer(
  deps: LookAtOffer,
  way: { readonly strategy: Strategy; readonly pages: PageSource; readonly escalated: boolean },
  wanted: Wanted,
): Promise<Visit> {
  const { offer, retailer, purpose, signal } = wanted;
  const fetched = await way.pages.fetch({
    url: offer.url,
    purpose,
    signal,
    robots: retailer.robots,
    ...(retailer.locale ? { locale: retailer.locale } : {}),
    ...(retailer.proxyPool ? { proxyPool: retailer.proxyPool } : {}),
    ...(purpose === 'scheduled' && mayBeSkipped(offer) ? { validators: validatorsOf(offer) } : {}),
  });
  return readFetched(deps, fetched, { ...wanted, ...way, checkedAtMs: deps.clock.nowMs() });
}

interface Fetched extends Omit<Wanted, 'signal'> {
  readonly strategy: Strategy;
  readonly escalated: boolean;
  readonly checkedAtMs: number;
}

/** Reads what came of an offer's page, whichever way it came. */
export async function readFetched(deps: ReadFetched, fetched: FetchResult, about: Fetched): Promise<Visit> {
  const { strategy, escalated, checkedAtMs } = about;
  switch (fetched.type) {
    case 'not-modified':
      return { type: 'looked', look: { type: 'not-modified', checkedAtMs }, shop: 'success' };
    case 'failed': {
      const { failure, detail, retryAfterMs } = fetched;
      if (failure === 'cancelled') return { type: 'cancelled' };
      const observation = unreachable(`${failure}: ${detail}`, checkedAtMs, strategy);
      const shop = shopFailures.includes(failure) ? 'failure' : ownFailures.includes(failure) ? 'unknown' : 'success';
      const pause = retryAfterMs === undefined || shop === 'unknown' ? {} : { pauseMs: retryAfterMs };
      // A way that did not work is not one that was gone in vain.
      const look: Look = { type: 'read', checkedAtMs, observation, escalated: escalated && shop !== 'unknown' };
      return { type: 'looked', look, shop, ...pause };
    }
    case 'page': {
      const { url, html, status, validators } = fetched;
      const page = { url, html, status };
      const seenPrice = about.offer.seen?.price ?? null;
      const extraction = await readOrTell(deps, page, seenPrice, about);
      const read = observationOf(extraction, checkedAtMs, strategy);
      const { structured } = about.offer;
      const lostStructure = structured?.lostSinceMs === null && afterLookAtStructure(structured, read) !== structured;
      const subject = { ...snapshotSubject(about), page, extraction, seenPrice, lostStructure };
      const snapshot = await deps.snapshots.keep(subject);
      const observation = snapshot ? { ...read, snapshot } : read;
      const look: Look = { type: 'read', checkedAtMs, observation, escalated, ...validators };
      return { type: 'looked', look, shop: shopFrom(observation) };
    }
  }
}

/**
 * Reads a page. One that the rules cannot take, which is a fault of ours, is unreadable as any other: its shard's other
 * offers do not wait until that is mended.
 */
async function readOrTell(
  { readPage }: ReadFetched,
  page: Page,
  seenPrice: Money | null,
  { log, shardId, offerId, retailer }: Fetched,
): Promise<Extraction> {
  try {
    return await readPage(page, retailer, seenPrice);
  } catch (error) {
    // The readers were stopped: the page is read when the message comes again.
    if (error instanceof TransientError) throw error;
    log.error('the rules failed on a page', { shardId, offerId, host: URL.parse(page.url)?.host }, error);
    return { outcome: 'unreadable', reason: 'rules-failed', votes: [], reasons: [], facts: {} };
  }
}

/** What a page that came says of its shop: who blocks us does not answer properly. */
export const shopFrom = ({ outcome }: Observation) => (outcome === 'blocked' ? 'failure' : 'success');

const snapshotSubject = ({ offerId, shopId, retailer, offer, purpose, anomalyId }: Fetched) => ({
  ...{ offerId, shopId, retailerId: retailer.id, purpose, anomalyId },
  before: offer.snapshot,
});

const mayBeSkipped = (offer: ShardOffer) =>
  offer.readerVersion === readerVersion && offer.outcome === 'price' && offer.pendingUntilMs === undefined;

const validatorsOf = ({ etag, lastModified }: ShardOffer) => ({
  ...(etag ? { etag } : {}),
  ...(lastModified ? { lastModified } : {}),
});
