const dayMs = 86_400_000;
/** A session ends when it is not used for so long, and in any case so long after signing in. */
export const sessionLifetime = { idleMs: 30 * dayMs, mostMs: 90 * dayMs } as const;
/** Two tabs, or an answer lost on the way: the token before the last may come again so soon. */
const graceMs = 10_000;

export interface SessionState {
  /** Number of the only refresh token that is good. */
  readonly generation: number;
  readonly rotatedAtMs: number;
  readonly createdAtMs: number;
  readonly endedAtMs: number | null;
}

/** `again`: hand out the present token once more. `reused`: somebody has a copy; the session has to end. */
export type Rotation =
  | { readonly type: 'next'; readonly generation: number; readonly expiresAtMs: number }
  | { readonly type: 'again'; readonly generation: number; readonly expiresAtMs: number }
  | { readonly type: 'reused' }
  | { readonly type: 'over' };

/**
 * What to do with refresh token number `presented` of a session. Source: RFC 9700 section 4.14.2 (refresh token
 * rotation); a session is one token family.
 */
export function rotateSession(session: SessionState, presented: number, nowMs: number): Rotation {
  const { generation, rotatedAtMs, endedAtMs } = session;
  if (endedAtMs !== null || nowMs >= sessionExpiryMs(session)) return { type: 'over' };
  if (presented === generation) {
    const expiresAtMs = sessionExpiryMs({ ...session, rotatedAtMs: nowMs });
    return { type: 'next', generation: generation + 1, expiresAtMs };
  }
  if (presented === generation - 1 && nowMs - rotatedAtMs <= graceMs) {
    return { type: 'again', generation, expiresAtMs: sessionExpiryMs(session) };
  }
  return { type: 'reused' };
}

export function sessionExpiryMs({
  rotatedAtMs,
  createdAtMs,
}: Pick<SessionState, 'rotatedAtMs' | 'createdAtMs'>): number {
  return Math.min(rotatedAtMs + sessionLifetime.idleMs, createdAtMs + sessionLifetime.mostMs);
}
