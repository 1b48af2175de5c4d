import type { Stored } from '../../shared/documents/collection.ts';
import { field } from '../../shared/documents/fields.ts';
import { type Shard, shards } from '../../shared/documents/shard.ts';
import { ConflictError, type Documents } from '../../shared/ports/documents.ts';

/** What a run notes in its shard when it claims it. */
export interface Claim {
  /** The message that asked for the run. */
  readonly by: string;
  readonly untilMs: number;
  /** Claimed by then even without news. */
  readonly atLatestMs: number;
}

/**
 * Keeps other runs away for a while, all but the redelivery of what asked for this one: that finds this run dead.
 *
 * @throws ConflictError when somebody else was faster
 */
export async function claimShard(
  catalogue: Documents,
  { id, version, value: known }: Stored<Shard>,
  { by, untilMs }: Claim,
): Promise<void> {
  const fields = [field(['dueAtMs'], untilMs), field(['claimedBy'], by)];
  try {
    await catalogue.write([shards.update(id, fields, version)]);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    // A page that was asked for, or has come, meanwhile is written without any claim.
    await catalogue.transaction(async (read) => {
      const newest = (await shards.get(read, id))?.value;
      if (newest?.dueAtMs !== known.dueAtMs || newest.claimedBy !== known.claimedBy) throw error;
      return { writes: [shards.update(id, fields)], result: undefined };
    });
  }
}
