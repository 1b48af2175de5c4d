import * as z from 'zod';
import type { Stored } from '../../shared/documents/collection.ts';
import { deadLetters } from '../../shared/documents/dead-letter.ts';
import { dispatches } from '../../shared/documents/dispatch.ts';
import { fields } from '../../shared/documents/fields.ts';
import { notificationRequested } from '../../shared/messages/notification-requested.ts';
import type { Documents, JsonObject } from '../../shared/ports/documents.ts';
import { type HttpApp, parseInput, problem } from '../../shared/runtime/http.ts';
import type { Platform } from '../../shared/runtime/platform.ts';

type DeadLetter = z.output<(typeof deadLetters)['schema']>;

const listQuery = z.strictObject({
  state: z.enum(['open', 'replayed', 'discarded']).default('open'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const replayAllAtOnce = 200;

/** `GET /admin/dead-letters`, `POST /admin/dead-letters/{id}/replay|discard`, `POST /admin/dead-letters/replay`. */
export function deadLetterRoutes(app: HttpApp, platform: Platform): void {
  const { people, clock } = platform;

  app.get('/admin/dead-letters', async (context) => {
    const { state, limit } = parseInput(listQuery, context.req.query());
    const found = await deadLetters.find(people, 'newestInState', { equal: { state }, limit });
    return context.json({ items: found.map(({ id, value }) => ({ id, ...value })) });
  });

  app.post('/admin/dead-letters/replay', async (context) => {
    const open = await deadLetters.find(people, 'newestInState', { equal: { state: 'open' }, limit: replayAllAtOnce });
    const results = await Promise.all(open.map((letter) => replay(platform, letter)));
    return context.json({ replayed: results.filter(Boolean).length, refused: results.filter((ok) => !ok).length });
  });

  app.post('/admin/dead-letters/:id/replay', async (context) => {
    const letter = await deadLetters.get(people, context.req.param('id'));
    if (!letter) return problem(404, 'not-found', 'there is no such dead letter');
    if (letter.value.state === 'discarded') return problem(409, 'settled', 'it was discarded');
    const replayed = await replay(platform, letter);
    return replayed
      ? context.json({ id: letter.id, state: 'replayed' })
      : problem(422, 'not-replayable', 'its body is not a JSON object');
  });

  app.post('/admin/dead-letters/:id/discard', async (context) => {
    const letter = await deadLetters.get(people, context.req.param('id'));
    if (!letter) return problem(404, 'not-found', 'there is no such dead letter');
    await people.write([settled(letter.id, 'discarded', clock.nowMs())]);
    return context.json({ id: letter.id, state: 'discarded' });
  });
}

const settled = (id: string, state: 'replayed' | 'discarded', nowMs: number) =>
  deadLetters.update(id, fields({ state, settledAtMs: nowMs }));

/** Publishes the message again as it was; false where its body can travel on no bus. */
async function replay({ people, publisher, clock }: Platform, { id, value }: Stored<DeadLetter>): Promise<boolean> {
  const body = jsonObject(value.body);
  if (!body) return false;
  if (value.topic === notificationRequested.name) await rearm(people, value.body);
  const correlation = value.correlationId ? { 'x-correlation-id': value.correlationId } : {};
  await publisher.publish([{ topic: value.topic, body, attributes: correlation }]);
  await people.write([settled(id, 'replayed', clock.nowMs())]);
  return true;
}

/** A dispatch that ended is allowed its attempts again; one that was perhaps sent keeps its key's age. */
async function rearm(people: Documents, body: string): Promise<void> {
  const request = notificationRequested.schema.safeParse(JSON.parse(body)).data;
  if (!request) return;
  await people.transaction(async (read) => {
    const dispatch = await dispatches.get(read, request.dispatchId);
    const state = dispatch?.value.state;
    if (state !== 'failed' && state !== 'unknown') return { writes: [], result: undefined };
    const firstAttemptAtMs = state === 'failed' ? null : (dispatch?.value.firstAttemptAtMs ?? null);
    const waiting = fields({ state: 'waiting', attempt: 0, dueAtMs: 0, firstAttemptAtMs });
    return { writes: [dispatches.update(request.dispatchId, waiting)], result: undefined };
  });
}

function jsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    // What JSON.parse gives for an object is a JSON object.
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}
