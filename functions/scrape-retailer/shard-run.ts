import type { Stored } from '../../shared/documents/collection.ts';
import { field } from '../../shared/documents/fields.ts';
import { type Shard, type ShardOffer, shards } from '../../shared/documents/shard.ts';
import { type AppliedLook, applyLook, type LookContext } from '../../shared/domain/shard/apply-look.ts';
import { addToBatch, emptyBatch } from '../../shared/domain/shard/batch.ts';
import type { Look } from '../../shared/domain/shard/look.ts';
import { type BatchSummary, type PriceObserved, priceObserved } from '../../shared/messages/price-observed.ts';
import { ConflictError, type Documents, type FieldUpdate } from '../../shared/ports/documents.ts';
import type { Publish } from '../../shared/runtime/publish.ts';

/** Looks waiting to be written; more than this, or older than a second, are written before the batch ends. */
const flushAt = { looks: 25, ageMs: 1_000 };

interface Waiting {
  readonly offerId: string;
  readonly look: Look;
}

/**
 * Collects the looks of one batch and writes them to the shard: observations together with their outbox entries, then
 * published, then taken off the outbox with the next write. Looks are applied again to the newest shard when somebody
 * else has written it meanwhile; nothing is fetched twice.
 */
export class ShardRun {
  readonly #catalogue: Documents;
  readonly #publish: Publish;
  readonly #context: LookContext & { readonly anomalyId?: string };
  #shard: Stored<Shard>;
  /** Whether `#shard` is still what the store holds, as far as is known. */
  #fresh = true;
  #waiting: Waiting[] = [];
  #oldestMs = 0;
  #published: string[] = [];
  #outcomeChanged = false;
  batch: BatchSummary;

  constructor(
    shard: Stored<Shard>,
    deps: { readonly catalogue: Documents; readonly publish: Publish; readonly batchId: string },
    context: LookContext & { readonly anomalyId?: string },
  ) {
    this.#shard = shard;
    this.#catalogue = deps.catalogue;
    this.#publish = deps.publish;
    this.#context = context;
    this.batch = emptyBatch(deps.batchId);
  }

  /** Publishes what an earlier run wrote but perhaps could not publish. */
  async publishLeftovers(): Promise<readonly BatchSummary[]> {
    const left = Object.values(this.#shard.value.outbox);
    if (left.length === 0) return [];
    await this.#publish(priceObserved, left);
    this.#published = Object.keys(this.#shard.value.outbox);
    await this.#forgetPublished();
    this.#fresh = false;
    return left.map(({ batch }) => batch);
  }

  /** Adds a look, and writes what waits when a change should not wait any longer. Not to be called concurrently. */
  async add(offerId: string, look: Look): Promise<void> {
    this.#waiting.push({ offerId, look });
    const before = this.#shard.value.offers[offerId];
    const applied = before && applyLook(before, look, this.#context);
    if (!applied) return;
    this.batch = addToBatch(this.batch, applied);
    this.#outcomeChanged ||= applied.outcomeChanged;
    if (!applied.publish) return;
    this.#oldestMs ||= look.checkedAtMs;
    const ripe = this.#waiting.length >= flushAt.looks || look.checkedAtMs - this.#oldestMs >= flushAt.ageMs;
    if (!ripe) return;
    await this.#write([]);
    await this.#publishWritten();
  }

  /** Writes everything left, with the shard's next due time (null: it stays). `beforePublish` runs once the observations are safe. */
  async finish(nextDueAtMs: number | null, beforePublish: (shopNews: boolean) => Promise<void>): Promise<void> {
    this.batch = { ...this.batch, finished: true };
    await this.#write(nextDueAtMs === null ? [] : [field(['dueAtMs'], nextDueAtMs)]);
    await beforePublish(this.batch.changes.length > 0 || this.#outcomeChanged);
    await this.#publishWritten();
    await this.#forgetPublished();
  }

  async #forgetPublished(): Promise<void> {
    if (this.#published.length === 0) return;
    await this.#catalogue.write([shards.update(this.#shard.id, this.#removals())]);
    this.#published = [];
  }

  #written: PriceObserved[] = [];

  async #write(more: readonly FieldUpdate[]): Promise<void> {
    const waiting = this.#waiting;
    if (waiting.length === 0 && more.length === 0) return;
    const removals = this.#removals();
    if (this.#fresh) {
      const { fields, messages } = this.#fieldsFor(this.#shard.value, waiting);
      try {
        await this.#catalogue.write([
          shards.update(this.#shard.id, [...removals, ...fields, ...more], this.#shard.version),
        ]);
        return this.#settle(messages);
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
      }
    }
    const messages = await this.#catalogue.transaction(async (read) => {
      const shard = await shards.get(read, this.#shard.id);
      if (!shard) return { writes: [], result: [] };
      const { fields, messages } = this.#fieldsFor(shard.value, waiting);
      return { writes: [shards.update(shard.id, [...removals, ...fields, ...more])], result: messages };
    });
    this.#settle(messages);
  }

  #settle(messages: readonly PriceObserved[]): void {
    this.#written.push(...messages);
    this.#published = [];
    this.#waiting = [];
    this.#oldestMs = 0;
    this.#fresh = false;
  }

  async #publishWritten(): Promise<void> {
    if (this.#written.length === 0) return;
    await this.#publish(priceObserved, this.#written);
    this.#published.push(...this.#written.map(outboxId));
    this.#written = [];
  }

  #removals(): FieldUpdate[] {
    return this.#published.map((id) => field(['outbox', id], undefined));
  }

  #fieldsFor(shard: Shard, waiting: readonly Waiting[]): { fields: FieldUpdate[]; messages: PriceObserved[] } {
    const offers = new Map<string, ShardOffer>();
    const messages: PriceObserved[] = [];
    for (const { offerId, look } of waiting) {
      const before = offers.get(offerId) ?? shard.offers[offerId];
      if (!before) continue;
      const applied = applyLook(before, look, this.#context);
      offers.set(offerId, applied.offer);
      const message = this.#messageFor(shard, offerId, applied);
      if (message) messages.push(message);
    }
    const offerFields = [...offers].map(([id, offer]) => field(['offers', id], offer));
    const outboxFields = messages.map((message) => field(['outbox', outboxId(message)], message));
    return { fields: [...offerFields, ...outboxFields], messages };
  }

  #messageFor({ shopId, retailerId }: Shard, offerId: string, applied: AppliedLook): PriceObserved | undefined {
    if (!applied.publish) return undefined;
    const { purpose, anomalyId } = this.#context;
    return {
      offerId,
      shardId: this.#shard.id,
      shopId,
      retailerId,
      url: applied.offer.url,
      sequence: applied.offer.sequence,
      purpose,
      ...(anomalyId ? { anomalyId } : {}),
      observation: applied.publish,
      ...(applied.silences ? { silences: [...applied.silences] } : {}),
      batch: this.batch,
    };
  }
}

const outboxId = ({ offerId, sequence }: PriceObserved) => `${offerId}-${sequence}`;
