import type { Stored } from '../../shared/documents/collection.ts';
import { field } from '../../shared/documents/fields.ts';
import { type Shard, shards } from '../../shared/documents/shard.ts';
import { applyLook, type LookContext } from '../../shared/domain/shard/apply-look.ts';
import { type AppliedLooks, applyLooks } from '../../shared/domain/shard/apply-looks.ts';
import { emptyBatch, latestSummaries } from '../../shared/domain/shard/batch.ts';
import type { Look } from '../../shared/domain/shard/look.ts';
import { type BatchSummary, type PriceObserved, priceObserved } from '../../shared/messages/price-observed.ts';
import { ConflictError, type Documents, type FieldUpdate } from '../../shared/ports/documents.ts';
import type { Publish } from '../../shared/runtime/publish.ts';
import { type MergeBatch, ShopNews } from './shop-news.ts';

/** Looks waiting to be written; more than this, or older than a second, are written before the batch ends. */
const flushAt = { looks: 25, ageMs: 1_000 };

interface Waiting {
  readonly offerId: string;
  readonly look: Look;
}

/** What a run notes in its shard when it claims it. */
interface Claim {
  /** The message that asked for the run. */
  readonly by: string;
  readonly untilMs: number;
  /** Claimed by then even without news. */
  readonly atLatestMs: number;
}

interface RunDeps {
  readonly catalogue: Documents;
  readonly publish: Publish;
  readonly batchId: string;
  readonly merge: MergeBatch;
  /** It takes place beside the batch that may be under way, and goes on with nothing but what has its own id. */
  readonly beside?: boolean;
}

/** How a run ends. */
interface Ending {
  /** When the shard is due again, with or without offers left over; null where that stays as it is. */
  readonly nextDueAtMs: ((leftOver: boolean) => number) | null;
  /** An earlier run may have ended before it could tell the shop's record. */
  readonly afterCut: boolean;
}

/**
 * Collects the looks of one batch and writes them to the shard: observations together with their outbox entries, then
 * published, then taken off the outbox with the next write. Looks are applied again to the newest shard when somebody
 * else has written it meanwhile; nothing is fetched twice.
 *
 * A run that has news, goes on with another's or lasts claims its shard for as long as it may take: of the others, which
 * are most, two at once do no harm. Until the batch has been merged into the shop's record an entry with its latest
 * summary stays in the outbox, and only the very last write ends the claim: wherever a run ends, the next one goes on
 * with its batch.
 */
export class ShardRun {
  readonly #catalogue: Documents;
  readonly #publish: Publish;
  readonly #shopNews: ShopNews;
  readonly #context: LookContext;
  readonly #ownBatchId: string | undefined;
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
  /** Whether a look, as far as is known before it is written, is to be published or told the shop's record. */
  #hasNews = false;
  /** Whether offers were added to the shard meanwhile, which wait for their first look. */
  #hasNewcomers = false;
  #batch: BatchSummary;

  constructor(shard: Stored<Shard>, deps: RunDeps, context: LookContext, claim: Claim | null) {
    this.#shard = shard;
    this.#catalogue = deps.catalogue;
    this.#publish = deps.publish;
    this.#shopNews = new ShopNews(deps.merge);
    this.#context = context;
    this.#claim = claim;
    this.#batch = emptyBatch(deps.batchId);
    this.#ownBatchId = deps.beside ? deps.batchId : undefined;
  }

  get changes(): number {
    return this.#batch.changes.length;
  }

  /** Publishes what an earlier run wrote but perhaps could not publish. */
  async publishLeftovers(): Promise<void> {
    if (this.#left.length > 0) await this.#publish(priceObserved, this.#left);
  }

  /** Whether an earlier run left something behind. */
  get goesOn(): boolean {
    return this.#left.length > 0;
  }

  /**
   * Keeps other runs away for a while, all but the redelivery of what asked for this one: that finds this run dead.
   *
   * @throws ConflictError when somebody else was faster
   */
  async claim(): Promise<void> {
    if (!this.#claim) return;
    const { untilMs, by } = this.#claim;
    this.#claim = null;
    const fields = [field(['dueAtMs'], untilMs), field(['claimedBy'], by)];
    const { id, version, value } = this.#shard;
    this.#fresh = false;
    try {
      await this.#catalogue.write([shards.update(id, fields, version)]);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      // A page that was asked for, or has come, meanwhile is written without any claim.
      await this.#catalogue.transaction(async (read) => {
        const newest = (await shards.get(read, id))?.value;
        if (!newest || isOthers(newest, value)) throw error;
        return { writes: [shards.update(id, fields)], result: undefined };
      });
    }
  }

  /**
   * Goes on with the batch that an earlier run could not finish. Gives the finished ones, of which the shop's record has
   * perhaps not been told.
   */
  takeOver(): readonly BatchSummary[] {
    const batches = latestSummaries(this.#left);
    const cut = batches.find(({ finished }) => !finished);
    if (cut) this.#batch = cut;
    this.#published = this.#left;
    this.#hasNews ||= this.#left.length > 0;
    return batches.filter((batch) => batch !== cut);
  }

  /** A second look is made beside the batch that may be under way, and leaves it alone. */
  get #left(): readonly PriceObserved[] {
    const { purpose, anomalyId } = this.#context;
    const entries = Object.values(this.#shard.value.outbox);
    if (this.#ownBatchId) return entries.filter(({ batch }) => batch.batchId === this.#ownBatchId);
    return purpose === 'scheduled' ? entries : entries.filter((entry) => entry.anomalyId === anomalyId);
  }

  /** Adds a look, and writes what waits when a change should not wait any longer. Not to be called concurrently. */
  async add(offerId: string, look: Look): Promise<void> {
    this.#waiting.push({ offerId, look });
    const before = this.#shard.value.offers[offerId];
    const applied = before && applyLook(before, look, this.#context);
    if (!applied) return;
    this.#hasNews ||= applied.publish !== undefined || applied.outcomeChanged || applied.structureChanged === true;
    const { checkedAtMs } = look;
    if (this.#claim && (this.#hasNews || checkedAtMs > this.#claim.atLatestMs)) await this.claim();
    if (applied.publish) this.#oldestMs ||= checkedAtMs;
    const isRipe = this.#waiting.length >= flushAt.looks || checkedAtMs - this.#oldestMs >= flushAt.ageMs;
    if (this.#oldestMs > 0 && isRipe) await this.#flush();
    await this.#shopNews.soFar(this.#batch, checkedAtMs);
    await this.#publishWritten();
  }

  async #flush(): Promise<void> {
    const published = this.#published;
    // What was just observed carries the batch's summary on.
    const written = await this.#write(({ observed }) => (observed.length > 0 ? removals(published) : []));
    if (written.observed.length > 0) this.#published = [];
  }

  /** Writes, merges and publishes everything left. */
  async finish({ nextDueAtMs, afterCut }: Ending): Promise<void> {
    const due = () =>
      nextDueAtMs ? [field(['dueAtMs'], nextDueAtMs(this.#hasNewcomers)), field(['claimedBy'], undefined)] : [];
    const isQuiet = !this.#hasNews && !afterCut;
    this.#batch = { ...this.#batch, finished: true };
    if (isQuiet) await this.#write(due);
    else {
      await this.#write((applied) => this.#summaryIn(applied));
      await this.#shopNews.atTheEnd(this.#batch);
    }
    await this.#publishWritten();
    const end = [...removals(this.#published), ...(isQuiet ? [] : due())];
    if (end.length > 0) await this.#catalogue.write([shards.update(this.#shard.id, end)]);
  }

  /** Where nothing new enters the outbox, the summary is kept with an entry that is there. */
  #summaryIn({ observed, batch }: AppliedLooks): FieldUpdate[] {
    const last = this.#published.at(-1);
    return last && observed.length === 0 ? [field(['outbox', outboxId(last)], { ...last, batch })] : [];
  }

  /** Writes the waiting looks, and what else is to change with them. */
  async #write(more: (applied: AppliedLooks) => readonly FieldUpdate[]): Promise<AppliedLooks> {
    const waiting = this.#waiting;
    const change = (shard: Stored<Shard>) => {
      const applied = applyLooks(shard, waiting, this.#context, this.#batch);
      this.#hasNewcomers = Object.entries(shard.value.offers).some(
        ([id, { checkedAtMs, awaited }]) => checkedAtMs === 0 && !awaited && !applied.offers.has(id),
      );
      const offers = [...applied.offers].map(([id, offer]) => field(['offers', id], offer));
      const outbox = applied.observed.map((entry) => field(['outbox', outboxId(entry)], entry));
      return { applied, fields: [...offers, ...outbox, ...more(applied)] };
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

  #settle(applied: AppliedLooks): AppliedLooks {
    this.#batch = applied.batch;
    this.#written = [...this.#written, ...applied.observed];
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

/** Whether another batch is at the shard since it was read: it has claimed it, or the last words of a dead run arrived. */
function isOthers(newest: Shard, known: Shard): boolean {
  const isClaimed = newest.dueAtMs !== known.dueAtMs || newest.claimedBy !== known.claimedBy;
  return isClaimed || Object.entries(newest.outbox).some(([id, { batch }]) => !batch.finished && !known.outbox[id]);
}

const outboxId = ({ offerId, sequence }: PriceObserved) => `${offerId}-${sequence}`;

const removals = (entries: readonly PriceObserved[]): FieldUpdate[] =>
  entries.map((entry) => field(['outbox', outboxId(entry)], undefined));
