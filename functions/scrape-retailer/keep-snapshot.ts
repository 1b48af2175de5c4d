import { type Snapshot, snapshotBlob, snapshotLifeMs, snapshots } from '../../shared/documents/snapshot.ts';
import type { Extraction, Page } from '../../shared/domain/extraction/extraction.ts';
import type { Money } from '../../shared/domain/money/money.ts';
import type { ScrapePurpose } from '../../shared/domain/observation/observation.ts';
import { type SnapshotLink, snapshotWish } from '../../shared/domain/snapshot/snapshot-reason.ts';
import type { Blobs } from '../../shared/ports/blobs.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Documents } from '../../shared/ports/documents.ts';
import type { Log } from '../../shared/runtime/log.ts';

/** What a kept page may take, packed. */
const maxBytes = 512 * 1024;
const dayMs = 86_400_000;
/** A few pages show what is wrong with a shop; a thousand would only fill the bucket. */
const mostOfShopADay = 40;
const mostShops = 1_000;

export interface SnapshotDeps {
  readonly catalogue: Documents;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly log: Log;
  packPage(html: string): Promise<Uint8Array>;
}

/** A page that was just read, and what it is of. */
export interface SightedPage {
  readonly offerId: string;
  readonly shopId: string;
  readonly retailerId: string;
  readonly page: Page;
  readonly extraction: Extraction;
  readonly seenPrice: Money | null;
  readonly purpose: ScrapePurpose;
  readonly anomalyId: string | undefined;
  readonly lostStructure: boolean;
  readonly before: SnapshotLink | undefined;
}

/** Keeps pages that could not be read, or may show a suspect price, for the operator: redacted, packed, 30 days. */
export class SnapshotKeeper {
  readonly #deps: SnapshotDeps;
  readonly #ofShop = new Map<string, { readonly sinceMs: number; kept: number }>();

  constructor(deps: SnapshotDeps) {
    this.#deps = deps;
  }

  /** Where the page is kept; undefined where it is not worth it, or cannot be: a look does not fail for that. */
  async keep(sighted: SightedPage): Promise<SnapshotLink | undefined> {
    const { catalogue, blobs, clock, log } = this.#deps;
    const takenAtMs = clock.nowMs();
    const wish = snapshotWish({ ...sighted, atMs: takenAtMs });
    if (!wish) return undefined;
    if (wish.isKept) return sighted.before;
    const { id, reason } = wish;
    if (reason !== 'second-look' && !this.#hasRoom(sighted.shopId, takenAtMs)) return undefined;
    try {
      const { bytes, truncated } = await this.#packed(sighted.page.html);
      const { offerId, shopId, retailerId, page, seenPrice, anomalyId } = sighted;
      const expiresAtMs = takenAtMs + snapshotLifeMs;
      const snapshot: Snapshot = {
        ...{ offerId, shopId, retailerId, reason, truncated, takenAtMs, expiresAtMs },
        ...(anomalyId ? { anomalyId } : {}),
        url: page.url,
        status: page.status,
        earlierPrice: seenPrice,
        bytes: bytes.length,
      };
      await blobs.put(snapshotBlob(id), bytes, { contentType: 'application/gzip', expiresAtMs });
      await catalogue.write([snapshots.set(id, snapshot)]);
      return { id, takenAtMs };
    } catch (error) {
      log.warn('a page could not be kept', { offerId: sighted.offerId, reason }, error);
      return undefined;
    }
  }

  async #packed(page: string): Promise<{ readonly bytes: Uint8Array; readonly truncated: boolean }> {
    // The parser is loaded when it is needed: most pages are not kept.
    const { redactPage } = await import('../../shared/domain/snapshot/redact-page.ts');
    const { html, truncated } = redactPage(page);
    let kept = html;
    let bytes = await this.#deps.packPage(kept);
    while (bytes.length > maxBytes) {
      // A little less than what would fit if it were packed evenly.
      kept = kept.slice(0, Math.floor(((kept.length * maxBytes) / bytes.length) * 0.9));
      bytes = await this.#deps.packPage(kept);
    }
    return { bytes, truncated: truncated || kept.length < html.length };
  }

  #hasRoom(shopId: string, nowMs: number): boolean {
    const known = this.#ofShop.get(shopId);
    const current = known && nowMs - known.sinceMs < dayMs ? known : { sinceMs: nowMs, kept: 0 };
    this.#ofShop.delete(shopId);
    const [oldest] = this.#ofShop.keys();
    if (oldest !== undefined && this.#ofShop.size >= mostShops) this.#ofShop.delete(oldest);
    current.kept += 1;
    this.#ofShop.set(shopId, current);
    return current.kept <= mostOfShopADay;
  }
}
