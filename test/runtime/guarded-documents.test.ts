import { describe, expect, test } from 'vitest';
import { breakers } from '../../shared/documents/breaker.ts';
import { newCircuit } from '../../shared/domain/circuit/circuit.ts';
import { AlreadyExistsError } from '../../shared/ports/documents.ts';
import { TransientError } from '../../shared/runtime/errors.ts';
import { guardDocuments } from '../../shared/runtime/guarded-documents.ts';
import { InMemoryDocuments } from '../support/in-memory-documents.ts';
import { ManualClock } from '../support/manual-clock.ts';

function guarded() {
  const store = new InMemoryDocuments();
  const clock = new ManualClock(undefined, { autoAdvance: true });
  const states: string[] = [];
  const documents = guardDocuments(store, { clock, onChange: ({ circuit }) => states.push(circuit.state) });
  return { store, clock, states, documents, create: breakers.create('x', newCircuit(0)) };
}

describe('guarded documents', () => {
  test('a store that comes back within two retries is not noticed', async () => {
    const store = new InMemoryDocuments();
    const pausesMs: number[] = [];
    const sleep = async (ms: number) => {
      if (pausesMs.push(ms) === 2) store.failWith = undefined;
    };
    const documents = guardDocuments(store, { clock: { nowMs: () => 0, sleep } });
    store.failWith = new Error('unreachable');
    expect(await breakers.get(documents, 'x')).toBeUndefined();
    expect(pausesMs).toEqual([1_000, 1_000]);
  });

  test('an answer of the store is neither retried nor a failure', async () => {
    const { clock, states, documents, create } = guarded();
    await documents.write([create]);
    for (let index = 0; index < 12; index++)
      await expect(documents.write([create])).rejects.toBeInstanceOf(AlreadyExistsError);
    expect(clock.sleptMs).toEqual([]);
    expect(states).toEqual([]);
  });

  test('what a decision throws by itself is neither retried nor a failure of the store', async () => {
    const { clock, states, documents } = guarded();
    const unsure = () =>
      documents.transaction(async (read) => {
        await breakers.get(read, 'x');
        throw new Error('undecided');
      });
    for (let index = 0; index < 12; index++) await expect(unsure()).rejects.toThrow('undecided');
    expect(clock.sleptMs).toEqual([]);
    expect(states).toEqual([]);
  });

  test('a read that fails inside a transaction is a failure of the store', async () => {
    const { store, clock, documents } = guarded();
    store.failWith = new Error('unreachable');
    await expect(
      documents.transaction(async (read) => ({ writes: [], result: await breakers.get(read, 'x') })),
    ).rejects.toThrow('unreachable');
    expect(clock.sleptMs).toEqual([1_000, 1_000]);
  });

  test('a store that stays away is asked no more for fifteen minutes, then by one call', async () => {
    const { store, clock, states, documents } = guarded();
    store.failWith = new Error('unreachable');
    for (let index = 0; index < 4; index++) await expect(breakers.get(documents, 'x')).rejects.toThrow();
    expect(states).toEqual(['open']);
    const sleptMs = clock.sleptMs.length;
    await expect(breakers.get(documents, 'x')).rejects.toBeInstanceOf(TransientError);
    expect(clock.sleptMs).toHaveLength(sleptMs);
    store.failWith = undefined;
    clock.advance(15 * 60_000);
    const [first, second] = await Promise.allSettled([breakers.get(documents, 'x'), breakers.get(documents, 'x')]);
    expect([first.status, second.status]).toEqual(['fulfilled', 'rejected']);
    expect(states).toEqual(['open', 'half-open', 'closed']);
  });
});
