import type { Stored } from '../../shared/documents/collection.ts';
import { field } from '../../shared/documents/fields.ts';
import { type Shard, shards } from '../../shared/documents/shard.ts';
import { isFarMove, type PriceChange } from '../../shared/domain/detection/shop-watch.ts';
import { applyLook, isNews, type LookContext } from '../../shared/domain/shard/apply-look.ts';
import { type AppliedLooks, applyLooks } from '../../shared/domain/shard/apply-looks.ts';
import type { Look } from '../../shared/domain/shard/look.ts';
import { type Batch, type PriceObserved, priceObserved } from '../../shared/messages/price-observed.ts';
import { ConflictError, type Documents, type FieldUpdate } from '../../shared/ports/documents.ts';
import type { Publish } from '../../shared/runtime/publish.ts';
import { type Claim, claimShard } from './claim-shard.ts';
import type { MergeBatch } from './merge-into-shop.ts';
import { entries, othersIn, removals } from './outbox.ts';

/** Looks waiting to be written; more than this, or older than a second, are written before the batch ends. */
const flushAt = { looks: 25, ageMs: 1_000 };
/**
 * A lasting batch tells its shop's record so often, not only at its end, of moves that may betray a fault of the whole
 * shop: its products would be judged one by one meanwhile. Detection waits six times as long before it judges alone.
 */
const tellEveryMs = 10_000;

interface Waiting {
  readonly offerId: string;
  readonly look: Look;
}

interface Written extends AppliedLooks {
  /** The last words of a dead run, which arrived meanwhile, or what a living one is about to publish itself. */
  readonly left: readonly PriceObserved[];
}

interface RunDeps {
  readonly catalogue: Documents;
  readonly publish: Publish;
  /** The same at every delivery of what asked for the run: a redelivery goes on with the batch. */
  readonly batchId: string;
  readonly merge: MergeBatch;
}

/**
 * Collects the looks of one batch and writes them to the shard: observations together with their outbox entries, and
 * price changes as untold; then these are told the shop's record, and those published and taken off the outbox with the
 * next write. Looks are applied again to the newest shard when somebody else has written it meanwhile; nothing is fetched
 * twice. Wherever a run ends, what is left is in the shard, and passed on by whoever opens it next.
 *
 * A run that has news or lasts claims its shard for as long as it may take, until its very last write: of the others,
 * which are most, two at once do no harm.
 */
export class ShardRun {
  readonly #catalogue: Documents;
  readonly #publish: Publish;
  readonly #merge: MergeBatch;
  readonly #context: LookContext;
  #batch: Batch;
  #shard: Stored<Shard>;
  /** Whether `#shard` is still what the store holds, as far as is known. */
  #fresh = true;
  /** Still to be made; null where it is not needed, or has been made. */
  #claim: Claim | null;
  #waiting: Waiting[] = [];
  #oldestMs = 0;
  /** Written and not yet published; published and not yet off the outbox. */
  #written: readonly PriceObserved[] = [];
  #published: readonly PriceObserved[] = [];
  /** Written and not yet told; when the record was last told, or the batch began. */
  #untold: readonly PriceChange[] = [];
  #toldAtMs = Number.POSITIVE_INFINITY;
  /** Whether the shop's record is to hear of the batch's end, as far as is known before it is written. */
  #hasNews: boolean;
  /** Whether offers were added to the shard meanwhile, which wait for their first look. */
  #hasNewcomers = false;
  #changes = 0;

  constructor(shard: Stored<Shard>, deps: RunDeps, context: LookContext, claim: Claim | null) {
    this.#shard = shard;
    this.#catalogue = deps.catalogue;
    this.#publish = deps.publish;
    this.#merge = deps.merge;
    this.#context = context;
    this.#claim = claim;
    this.#batch = { batchId: deps.batchId, finished: false };
    // The run of an earlier delivery ended before it could say that the batch was finished.
    this.#hasNews = claim !== null && shard.value.claimedBy === claim.by;
  }

  /** Observations it made known. */
  get changes(): number {
    return this.#changes;
  }

  /** See claimShard; once is enough. */
  async claim(): Promise<void> {
    if (!this.#claim) return;
    const claim = this.#claim;
    this.#claim = null;
    this.#fresh = false;
    await claimShard(this.#catalogue, this.#shard, claim);
  }

  /** Adds a look, and writes what waits when a change should not wait any longer. Not to be called concurrently. */
  async add(offerId: string, look: Look): Promise<void> {
    this.#waiting.push({ offerId, look });
    const before = this.#shard.value.offers[offerId];
    const applied = before && applyLook(before, look, this.#context);
    if (!applied) return;
    this.#hasNews ||= isNews(applied);
    const { checkedAtMs } = look;
    if (this.#claim && (this.#hasNews || checkedAtMs > this.#claim.atLatestMs)) await this.claim();
    if (applied.publish) this.#oldestMs ||= checkedAtMs;
    const isRipe = this.#waiting.length >= flushAt.looks || checkedAtMs - this.#oldestMs >= flushAt.ageMs;
    if (this.#oldestMs > 0 && isRipe) await this.#flush();
    await this.#tellSoFar(checkedAtMs);
    await this.#publishWritten();
  }

  async #flush(): Promise<void> {
    const published = this.#published;
    const { left } = await this.#write(() => removals(published));
    this.#published = [];
    // Others may have called their batch finished in what they left, and not have told of it yet.
    if (left.length > 0) await this.#tell();
  }

  async #tellSoFar(nowMs: number): Promise<void> {
    this.#toldAtMs = Math.min(this.#toldAtMs, nowMs);
    if (nowMs - this.#toldAtMs < tellEveryMs || !this.#untold.some(isFarMove)) return;
    await this.#tell();
    this.#toldAtMs = nowMs;
  }

  async #tell(): Promise<void> {
    await this.#merge(this.#batch);
    this.#untold = [];
  }

  /**
   * Writes, tells and publishes everything left. `nextDueAtMs` gives when the shard is due again, with or without offers
   * left over; null where that stays as it is.
   */
  async finish(nextDueAtMs: ((leftOver: boolean) => number) | null): Promise<void> {
    const due = () =>
      nextDueAtMs ? [field(['dueAtMs'], nextDueAtMs(this.#hasNewcomers)), field(['claimedBy'], undefined)] : [];
    const isQuiet = ({ left, untold }: Written) => left.length === 0 && untold === undefined && !this.#hasNews;
    this.#batch = { ...this.#batch, finished: true };
    const written = await this.#write((written) => (isQuiet(written) ? due() : []));
    if (isQuiet(written)) return;
    await this.#merge(this.#batch);
    await this.#publishWritten();
    const end = [...removals(this.#published), ...due()];
    if (end.length > 0) await this.#catalogue.write([shards.update(this.#shard.id, end)]);
  }

  /** Writes the waiting looks, and what else is to change with them. */
  async #write(more: (written: Written) => readonly FieldUpdate[]): Promise<Written> {
    const waiting = this.#waiting;
    const change = (shard: Stored<Shard>) => {
      const left = othersIn(shard.value, this.#published);
      const applied = { ...applyLooks(shard, waiting, this.#context, this.#batch), left };
      this.#hasNewcomers = Object.entries(shard.value.offers).some(
        ([id, { checkedAtMs, awaited }]) => checkedAtMs === 0 && !awaited && !applied.offers.has(id),
      );
      const offers = [...applied.offers].map(([id, offer]) => field(['offers', id], offer));
      const untold = applied.untold ? [field(['untold'], applied.untold)] : [];
      return { applied, fields: [...offers, ...entries(applied.observed), ...untold, ...more(applied)] };
    };
    if (this.#fresh) {
      const { applied, fields } = change(this.#shard);
      if (fields.length === 0) return applied;
      try {
        await this.#catalogue.write([shards.update(this.#shard.id, fields, this.#shard.version)]);
        return this.#settle(applied);
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
      }
    }
    const applied = await this.#catalogue.transaction(async (read) => {
      const newest = (await shards.get(read, this.#shard.id)) ?? this.#shard;
      const { applied, fields } = change(newest);
      return { writes: fields.length > 0 ? [shards.update(newest.id, fields)] : [], result: applied };
    });
    return this.#settle(applied);
  }

  #settle(applied: Written): Written {
    this.#untold = applied.untold ?? [];
    this.#written = [...this.#written, ...applied.left, ...applied.observed];
    this.#changes += applied.observed.length;
    this.#waiting = [];
    this.#oldestMs = 0;
    this.#fresh = false;
    return applied;
  }

  async #publishWritten(): Promise<void> {
    if (this.#written.length === 0) return;
    await this.#publish(priceObserved, this.#written);
    this.#published = [...this.#published, ...this.#written];
    this.#written = [];
  }
}
