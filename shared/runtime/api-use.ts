import type { Principal } from '../domain/account/principal.ts';
import { addUse, dayMs, sumOf, type Ways } from '../domain/account/use-of-day.ts';
import type { Clock } from '../ports/clock.ts';
import type { Documents } from '../ports/documents.ts';
import type { Log } from './log.ts';

const everyMs = 60_000;
/** Beyond so many calls, or people, they are written down sooner. */
const mostCalls = 2_000;
const mostPeople = 1_000;
/** Written down inside one request, which somebody waits for. */
const peopleAtOnce = 20;

interface OwnDay {
  readonly userId: string;
  readonly startMs: number;
  readonly ways: Ways;
}

/** How much of the API each person uses, and by which key (DS-6). */
export interface ApiUse {
  count(principal: Principal, status: number): void;
  /** Writes down what is due, a few people at a time. Never rejects: that it cannot be written is no reason not to answer. */
  settle(log: Log): Promise<void>;
  /** Writes everything down, before the process ends. */
  settleAll(log: Log): Promise<void>;
}

/**
 * Counts in memory and writes once a minute and person: no write for a call, and no document that all write to. An
 * instance that is killed forgets up to a minute; a write whose answer was lost may count its block twice.
 */
export function countApiUse({ people, clock }: { readonly people: Documents; readonly clock: Clock }): ApiUse {
  let days = new Map<string, OwnDay>();
  let calls = 0;
  let dueAtMs = clock.nowMs() + everyMs;
  /** Taken out of `days`, and not written yet. */
  let waiting: OwnDay[] = [];

  const add = ({ userId, startMs, ways }: OwnDay) => {
    const id = `${userId}:${startMs}`;
    days.set(id, { userId, startMs, ways: sumOf(days.get(id)?.ways ?? {}, ways) });
  };
  const write = async (log: Log, some: readonly OwnDay[]) => {
    await Promise.all(
      some.map((day) =>
        people
          .transaction(async (read) => ({ writes: await addUse(read, day), result: undefined }))
          .catch((error) => {
            add(day);
            log.warn('the use of the API could not be written down; it is tried again', {}, error);
          }),
      ),
    );
  };
  const takeDue = () => {
    const nowMs = clock.nowMs();
    if (nowMs < dueAtMs && calls < mostCalls && days.size < mostPeople) return;
    dueAtMs = nowMs + everyMs;
    calls = 0;
    waiting.push(...days.values());
    days = new Map();
  };

  return {
    count: (principal, status) => {
      if (principal.type !== 'user' && principal.type !== 'api-key') return;
      const way = principal.type === 'user' ? 'session' : principal.keyId;
      const startMs = Math.floor(clock.nowMs() / dayMs) * dayMs;
      calls += 1;
      add({
        userId: principal.userId,
        startMs,
        ways: { [way]: { calls: 1, refused: status >= 400 && status < 500 ? 1 : 0 } },
      });
    },
    settle: async (log) => {
      takeDue();
      if (waiting.length > 0) await write(log, waiting.splice(0, peopleAtOnce));
    },
    settleAll: async (log) => {
      const all = [...waiting, ...days.values()];
      waiting = [];
      days = new Map();
      await write(log, all);
    },
  };
}
