import { afterAll, describe, expect, inject, it } from 'vitest';
import { openFirestore } from '../../../shared/adapters/firestore/firestore.ts';
import { systemClock as clock, systemRandom as random } from '../../../shared/adapters/system.ts';
import { InvalidRequestError } from '../../../shared/ports/documents.ts';
import { TransientError } from '../../../shared/runtime/errors.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const notes = {
  name: 'notes',
  database: 'people',
  queries: { soonest: { order: [{ field: 'expiresAtMs', direction: 'asc' }] } },
  ttlField: 'expiresAtMs',
} as const;
const key = { collection: notes, id: 'note' };

describe('Firestore', () => {
  const emulatorHost = inject('firestoreHost');
  const store = openFirestore({ projectId: 'details', emulatorHost, clock, random });
  afterAll(() => store.close());

  /** The document as Firestore holds it, typed values and all. */
  const stored = async (): Promise<unknown> => {
    const url = `http://${emulatorHost}/v1/projects/details/databases/people/documents/notes/note`;
    return await (await fetch(url, { headers: { authorization: 'Bearer owner' } })).json();
  };

  it('keeps the expiry as the timestamp its TTL policy needs, and gives back milliseconds', async () => {
    const expiresAtMs = Date.UTC(2026, 0, 31, 12, 0, 0, 123);
    await store.people.write([{ type: 'set', key, data: { expiresAtMs, other: { expiresAtMs: 5 } } }]);
    expect(await stored()).toMatchObject({
      fields: {
        expiresAtMs: { timestampValue: '2026-01-31T12:00:00.123Z' },
        other: { mapValue: { fields: { expiresAtMs: { integerValue: '5' } } } },
      },
    });
    expect((await store.people.get(key))?.data.expiresAtMs).toBe(expiresAtMs);

    await store.people.write([{ type: 'update', key, fields: [{ path: ['expiresAtMs'], value: expiresAtMs + 1 }] }]);
    const range = { minExclusive: expiresAtMs, max: expiresAtMs + 1 };
    const found = await store.people.query({ collection: notes, query: 'soonest', range, limit: 10 });
    expect(found.map((document) => document.data.expiresAtMs)).toEqual([expiresAtMs + 1]);
  });

  it('keeps the two databases apart', async () => {
    await store.people.write([{ type: 'set', key, data: {} }]);
    const namesake = { collection: { ...notes, database: 'catalogue' as const }, id: 'note' };
    expect(await store.catalogue.get(namesake)).toBeUndefined();
    await expect(store.catalogue.get(key)).rejects.toThrow(InvalidRequestError);
  });

  it('says that trying later may help where no store answers, and leaves trying again to the guard', async () => {
    const patient = new ManualClock(0, { autoAdvance: true });
    const nowhere = openFirestore({ projectId: 'details', emulatorHost: '127.0.0.1:9', clock: patient, random });
    await expect(nowhere.people.get(key)).rejects.toThrow(TransientError);
    expect(patient.sleptMs).toEqual([]);
    await nowhere.close();
  });
});
