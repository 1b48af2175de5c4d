import { fields } from '../../documents/fields.ts';
import { sessions } from '../../documents/session.ts';
import type { Documents, Write } from '../../ports/documents.ts';

const atOnce = 200;

/** Ends a session; false where it has ended already, or never was. */
export function endSession(people: Documents, sessionId: string, nowMs: number): Promise<boolean> {
  return people.transaction(async (read) => {
    const session = await sessions.get(read, sessionId);
    if (session?.value.endedAtMs !== null) return { writes: [], result: false };
    return { writes: [sessions.update(sessionId, fields({ endedAtMs: nowMs }))], result: true };
  });
}

/**
 * What ends somebody's open sessions, but for one they may keep, in the step that gives a reason to. `endSessions`
 * afterwards sees to those that were opened meanwhile.
 */
export async function sessionEnds(
  people: Documents,
  userId: string,
  nowMs: number,
  kept?: string,
): Promise<readonly Write[]> {
  const found = await sessions.find(people, 'ofUser', { equal: { userId }, limit: atOnce });
  const open = found.filter(({ id, value }) => id !== kept && value.endedAtMs === null);
  return open.map(({ id }) => sessions.update(id, fields({ endedAtMs: nowMs })));
}

/** Ends every session of somebody, but for one they may keep. */
export async function endSessions(people: Documents, userId: string, nowMs: number, kept?: string): Promise<void> {
  for await (const page of sessions.pages(people, 'ofUser', { equal: { userId }, limit: atOnce })) {
    const open = page.filter(({ id, value }) => id !== kept && value.endedAtMs === null);
    await people.write(open.map(({ id }) => sessions.update(id, fields({ endedAtMs: nowMs }))));
  }
}
