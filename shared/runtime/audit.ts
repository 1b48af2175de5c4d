import { auditEntries } from '../documents/audit-entry.ts';
import { principalId } from '../domain/account/principal.ts';
import { auditPlace } from '../domain/account/sealed-places.ts';
import { stableId } from '../domain/identity/stable-id.ts';
import { fieldCipherOf } from './field-cipher.ts';
import type { RequestContext } from './http.ts';
import type { Platform } from './platform.ts';

const keptForMs = 365 * 86_400_000;

export interface AuditedAct {
  /** `user-suspended`, `refresh-token-reused` … */
  readonly action: string;
  /** `user:<id>` …; null where it concerned nobody known. */
  readonly target: string | null;
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Writes an act down; durable when it resolves. */
export type Audit = (context: RequestContext, act: AuditedAct) => Promise<void>;

export function createAudit({
  people,
  secrets,
  random,
  clock,
}: Pick<Platform, 'people' | 'secrets' | 'random' | 'clock'>): Audit {
  const cipher = fieldCipherOf(secrets, random);
  return async (context, { action, target, details = {} }) => {
    const id = stableId('audit', random.nonce());
    const nowMs = clock.nowMs();
    const entry = auditEntries.create(id, {
      atMs: nowMs,
      actor: principalId(context.get('principal')),
      action,
      target,
      from: (await cipher()).seal(context.get('clientAddress'), auditPlace(id)),
      correlationId: context.get('trace').correlationId,
      details,
      expiresAtMs: nowMs + keptForMs,
    });
    await people.write([entry]);
  };
}
