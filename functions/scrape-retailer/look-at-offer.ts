import type { ShardOffer } from '../../shared/documents/shard.ts';
import type { Page } from '../../shared/domain/extraction/extraction.ts';
import type { Retailer } from '../../shared/domain/extraction/retailer.ts';
import { observationOf, unreachable } from '../../shared/domain/observation/from-extraction.ts';
import type { ScrapePurpose } from '../../shared/domain/observation/observation.ts';
import type { Look } from '../../shared/domain/shard/look.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { FetchResult, PageSource } from '../../shared/ports/page-source.ts';
import type { ReadPage } from '../../shared/runtime/platform.ts';

/** Raised whenever the rules read pages differently, so that unchanged pages are read again. */
export const readerVersion = 1;

export interface LookAtOffer {
  readonly pages: PageSource;
  readonly readPage: ReadPage;
  readonly clock: Clock;
}

/** Failures that say something about the shop or the way to it, and so count for its breaker. */
const shopFailures: readonly string[] = ['timeout', 'connection', 'rate-limited', 'server-error', 'unknown-host'];

/** What one visit brought: a look, and whether the shop itself answered properly; or that there was no time for it. */
export type Visit =
  | {
      readonly type: 'looked';
      readonly look: Look;
      readonly shop: 'success' | 'failure';
      /** The shop asked not to be called again for so long (Retry-After). */
      readonly pauseMs?: number;
    }
  | { readonly type: 'cancelled' };

/** One visit: fetch, read, and say whether the shop itself answered properly. */
export async function lookAtOffer(
  deps: LookAtOffer,
  offer: ShardOffer,
  retailer: Retailer,
  purpose: ScrapePurpose,
  signal: AbortSignal,
): Promise<Visit> {
  const fetched = await deps.pages.fetch({
    url: offer.url,
    purpose,
    signal,
    robots: retailer.robots,
    ...(retailer.locale ? { locale: retailer.locale } : {}),
    ...(purpose === 'scheduled' && mayBeSkipped(offer) ? { validators: validatorsOf(offer) } : {}),
  });
  const checkedAtMs = deps.clock.nowMs();
  switch (fetched.type) {
    case 'not-modified':
      return { type: 'looked', look: { type: 'not-modified', checkedAtMs }, shop: 'success' };
    case 'failed': {
      if (fetched.failure === 'cancelled') return { type: 'cancelled' };
      const observation = unreachable(`${fetched.failure}: ${fetched.detail}`, checkedAtMs, 'http');
      const shop = shopFailures.includes(fetched.failure) ? 'failure' : 'success';
      const pause = fetched.retryAfterMs === undefined ? {} : { pauseMs: fetched.retryAfterMs };
      return { type: 'looked', look: { type: 'read', checkedAtMs, observation }, shop, ...pause };
    }
    case 'page': {
      const extraction = await deps.readPage(pageOf(fetched), retailer, offer.seen?.price ?? null);
      const observation = observationOf(extraction, checkedAtMs, 'http');
      const look: Look = { type: 'read', checkedAtMs, observation, ...fetched.validators };
      return { type: 'looked', look, shop: extraction.outcome === 'blocked' ? 'failure' : 'success' };
    }
  }
}

const pageOf = ({ url, html, status }: Extract<FetchResult, { type: 'page' }>): Page => ({ url, html, status });

const mayBeSkipped = (offer: ShardOffer) =>
  offer.readerVersion === readerVersion && offer.outcome === 'price' && offer.pendingUntilMs === undefined;

const validatorsOf = ({ etag, lastModified }: ShardOffer) => ({
  ...(etag ? { etag } : {}),
  ...(lastModified ? { lastModified } : {}),
});
