import * as z from 'zod';
import type { Stored } from '../../shared/documents/collection.ts';
import { deadLetters } from '../../shared/documents/dead-letter.ts';
import { fields } from '../../shared/documents/fields.ts';
import { notificationRequested } from '../../shared/messages/notification-requested.ts';
import { ConflictError } from '../../shared/ports/documents.ts';
import { documentIdIn, type HttpApp, parseInput, problem } from '../../shared/runtime/http.ts';
import { inParallel } from '../../shared/runtime/in-parallel.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { correlationHeader } from '../../shared/runtime/trace.ts';
import { messageOf } from './message-of.ts';
import { rearmDispatch } from './rearm-dispatch.ts';

type DeadLetter = z.output<(typeof deadLetters)['schema']>;

const listQuery = z.strictObject({
  state: z.enum(['open', 'replayed', 'discarded']).default('open'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const replayedAtOnce = 200;
const concurrency = 8;

/** `GET /admin/dead-letters`, `POST /admin/dead-letters/{id}/replay|discard`, `POST /admin/dead-letters/replay`. */
export function deadLetterRoutes(app: HttpApp, platform: Platform): void {
  const { people, clock } = platform;

  app.get('/admin/dead-letters', async (context) => {
    const { state, limit } = parseInput(listQuery, context.req.query());
    const found = await deadLetters.find(people, 'newestInState', { equal: { state }, limit });
    return context.json({ items: found.map(({ id, value }) => ({ id, ...value })) });
  });

  app.post('/admin/dead-letters/replay', async (context) => {
    const open = await deadLetters.find(people, 'newestInState', { equal: { state: 'open' }, limit: replayedAtOnce });
    const replayed: boolean[] = [];
    for await (const done of inParallel(open, concurrency, (letter) => replay(platform, letter))) replayed.push(done);
    const refused = replayed.filter((done) => !done).length;
    context.get('log').info('an operator replayed dead letters', { replayed: replayed.length - refused, refused });
    return context.json({ replayed: replayed.length - refused, refused });
  });

  app.post('/admin/dead-letters/:id/replay', async (context) => {
    const letter = await deadLetters.get(people, documentIdIn(context, 'id'));
    if (!letter) return problem(404, 'not-found', 'there is no such dead letter');
    if (letter.value.state === 'discarded') return problem(409, 'settled', 'it was discarded');
    if (!(await replay(platform, letter))) {
      return problem(422, 'not-replayable', 'its topic is not known, or its body is not a whole JSON object');
    }
    context.get('log').info('an operator replayed a dead letter', { deadLetterId: letter.id });
    return context.json({ id: letter.id, state: 'replayed' });
  });

  app.post('/admin/dead-letters/:id/discard', async (context) => {
    const letter = await deadLetters.get(people, documentIdIn(context, 'id'));
    if (!letter) return problem(404, 'not-found', 'there is no such dead letter');
    if (letter.value.state === 'replayed') return problem(409, 'settled', 'it was replayed');
    await people.write([settled(letter, 'discarded', clock.nowMs())]);
    context.get('log').info('an operator discarded a dead letter', { deadLetterId: letter.id });
    return context.json({ id: letter.id, state: 'discarded' });
  });
}

const settled = ({ id }: Stored<DeadLetter>, state: 'replayed' | 'discarded', nowMs: number, version?: string) =>
  deadLetters.update(id, fields({ state, settledAtMs: nowMs }), version);

/** Publishes the message again as it was; false where it can travel on no bus. */
async function replay({ people, publisher, clock }: Platform, letter: Stored<DeadLetter>): Promise<boolean> {
  const message = messageOf(letter.value);
  if (!message) return false;
  if (message.topic === notificationRequested.name) await rearmDispatch(people, message.body);
  const { correlationId } = letter.value;
  const trace = correlationId === null ? {} : { [correlationHeader]: correlationId };
  await publisher.publish([{ ...message, attributes: { ...message.attributes, ...trace } }]);
  try {
    await people.write([settled(letter, 'replayed', clock.nowMs(), letter.version)]);
  } catch (error) {
    // It has failed again already, and is open for that.
    if (!(error instanceof ConflictError)) throw error;
  }
  return true;
}
