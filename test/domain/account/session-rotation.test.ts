import { describe, expect, it } from 'vitest';
import { rotateSession } from '../../../shared/domain/account/session-rotation.ts';

const dayMs = 86_400_000;
const session = { generation: 3, rotatedAtMs: 1_000, createdAtMs: 0, endedAtMs: null };

describe('a refresh token', () => {
  it('that is the last one gives the next, and more time', () => {
    expect(rotateSession(session, 3, 5_000)).toEqual({ type: 'next', generation: 4, expiresAtMs: 5_000 + 30 * dayMs });
  });

  it('before the last gives the last again for ten seconds, as an answer may have been lost', () => {
    expect(rotateSession(session, 2, 11_000)).toMatchObject({ type: 'again', generation: 3 });
    expect(rotateSession(session, 2, 11_001)).toEqual({ type: 'reused' });
  });

  it.each([0, 1, 4])('of another number (%i) shows that there is a copy', (presented) => {
    expect(rotateSession(session, presented, 1_500)).toEqual({ type: 'reused' });
  });

  it('of a session that was ended, not used for 30 days or is 90 days old gives nothing', () => {
    expect(rotateSession({ ...session, endedAtMs: 1_200 }, 3, 1_300)).toEqual({ type: 'over' });
    expect(rotateSession(session, 3, 1_000 + 30 * dayMs)).toEqual({ type: 'over' });
    expect(rotateSession({ ...session, rotatedAtMs: 89 * dayMs }, 3, 90 * dayMs)).toEqual({ type: 'over' });
  });
});
