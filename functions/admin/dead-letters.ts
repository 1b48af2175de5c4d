import * as z from 'zod';
import type { Page, Stored } from '../../shared/documents/collection.ts';
import { deadLetters, settleDeadLetter } from '../../shared/documents/dead-letter.ts';
import { notificationRequested } from '../../shared/messages/notification-requested.ts';
import { isDocumentId } from '../../shared/ports/document-rules.ts';
import { ConflictError, type DocumentQuery } from '../../shared/ports/documents.ts';
import { type Endpoint, type EndpointServer, idInPath } from '../../shared/runtime/endpoint.ts';
import { inParallel } from '../../shared/runtime/in-parallel.ts';
import { behind, cursorOf, pageParameters } from '../../shared/runtime/paging.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { problem } from '../../shared/runtime/problem.ts';
import { correlationHeader } from '../../shared/runtime/trace.ts';
import { pageOf } from '../../shared/runtime/views.ts';
import { giveUpUnknown } from './decide-unknown.ts';
import { messageOf } from './message-of.ts';
import { rearmDispatch } from './rearm-dispatch.ts';

type DeadLetter = z.output<(typeof deadLetters)['schema']>;

const listDeadLetters = {
  method: 'GET',
  path: '/admin/dead-letters',
  action: 'see-operations',
  summary: 'Messages nobody could handle, newest first.',
  query: z.strictObject({
    state: z.enum(['open', 'replayed', 'discarded']).default('open'),
    ...pageParameters({ usual: 20, most: 50 }),
  }),
  answer: pageOf(deadLetters.schema.and(z.object({ id: z.string() }))),
} as const satisfies Endpoint;

const replayMany = {
  method: 'POST',
  path: '/admin/dead-letters/replay',
  action: 'operate',
  audit: 'dead-letters-replayed',
  summary: 'Hands the newest `limit` open messages over again, or those behind `cursor`.',
  query: z.strictObject(pageParameters({ usual: 100, most: 500 })),
  answer: z.object({ replayed: z.number(), refused: z.number(), nextCursor: z.string().nullable() }),
} as const satisfies Endpoint;

const replayOne = {
  method: 'POST',
  path: '/admin/dead-letters/:id/replay',
  action: 'operate',
  audit: 'dead-letter-replayed',
  summary: 'Hands one message over again.',
  params: idInPath,
  answer: z.object({ id: z.string(), state: z.literal('replayed') }),
} as const satisfies Endpoint;

const discardOne = {
  method: 'POST',
  path: '/admin/dead-letters/:id/discard',
  action: 'operate',
  audit: 'dead-letter-discarded',
  summary: 'Gives one message up.',
  params: idInPath,
  answer: z.object({ id: z.string(), state: z.literal('discarded') }),
} as const satisfies Endpoint;

/** A letter holds up to 1 MiB. */
const readAtOnce = 20;
const concurrency = 8;

export function deadLetterEndpoints(server: EndpointServer, platform: Platform): void {
  const { people, clock } = platform;

  server.add(listDeadLetters, async ({ query: { state, limit, cursor } }) => {
    const query = { equal: { state }, limit, ...behind(cursor) };
    const { items, next } = await deadLetters.page(people, 'newestInState', query);
    return { body: { items: items.map(({ id, value }) => ({ id, ...value })), nextCursor: cursorOf(next) } };
  });

  server.add(replayMany, async ({ query: { limit, cursor } }, context) => {
    const ends: Replay[] = [];
    let from: Pick<DocumentQuery, 'after'> | null = behind(cursor);
    let next: Page<DeadLetter>['next'] = null;
    while (from && ends.length < limit) {
      const query = { equal: { state: 'open' }, limit: Math.min(readAtOnce, limit - ends.length), ...from };
      const page = await deadLetters.page(people, 'newestInState', query);
      for await (const end of inParallel(page.items, concurrency, (letter) => replay(platform, letter))) ends.push(end);
      next = page.next;
      from = next && { after: next };
    }
    const replayed = ends.filter((end) => end === 'replayed').length;
    const refused = ends.length - replayed;
    context.get('log').info('an operator replayed dead letters', { replayed, refused });
    return { body: { replayed, refused, nextCursor: cursorOf(next) } };
  });

  server.add(replayOne, async ({ params: { id } }, context) => {
    const letter = await deadLetters.get(people, id);
    if (!letter) return problem(404, 'not-found', 'there is no such dead letter');
    if (letter.value.state === 'discarded') return problem(409, 'settled', 'it was discarded');
    switch (await replay(platform, letter)) {
      case 'no-message':
        return problem(422, 'not-replayable', 'its topic is not known, or its body is not a whole JSON object');
      case 'perhaps-sent':
        return problem(
          409,
          'perhaps-sent',
          `decide at /admin/dispatches/${letter.value.messageId}: …/send-anyway or …/give-up`,
        );
      case 'replayed':
    }
    context.get('log').info('an operator replayed a dead letter', { deadLetterId: letter.id });
    return { body: { id, state: 'replayed' as const } };
  });

  server.add(discardOne, async ({ params: { id } }, context) => {
    const letter = await deadLetters.get(people, id);
    if (!letter) return problem(404, 'not-found', 'there is no such dead letter');
    if (letter.value.state === 'replayed') return problem(409, 'settled', 'it was replayed');
    const { topic, messageId } = letter.value;
    // One decision for both: what is not to be sent again waits for no other.
    if (topic === notificationRequested.name && isDocumentId(messageId)) {
      await giveUpUnknown(people, messageId, clock.nowMs());
    }
    await people.write([settleDeadLetter(letter.id, 'discarded', clock.nowMs())]);
    context.get('log').info('an operator discarded a dead letter', { deadLetterId: letter.id });
    return { body: { id, state: 'discarded' as const } };
  });
}

/** `no-message`: can travel on no bus; `perhaps-sent`: only the operator knows whether it may be sent twice. */
type Replay = 'replayed' | 'no-message' | 'perhaps-sent';

/** Publishes the message again as it was. */
async function replay({ people, publisher, clock }: Platform, letter: Stored<DeadLetter>): Promise<Replay> {
  const message = messageOf(letter.value);
  if (!message) return 'no-message';
  if (message.topic === notificationRequested.name) {
    if (!(await rearmDispatch(people, message.body, clock.nowMs()))) return 'perhaps-sent';
  }
  const { correlationId } = letter.value;
  const trace = correlationId === null ? {} : { [correlationHeader]: correlationId };
  await publisher.publish([{ ...message, attributes: { ...message.attributes, ...trace } }]);
  try {
    await people.write([settleDeadLetter(letter.id, 'replayed', clock.nowMs(), letter.version)]);
  } catch (error) {
    // It has failed again already, and is open for that.
    if (!(error instanceof ConflictError)) throw error;
  }
  return 'replayed';
}
