import { describe, expect, test } from 'vitest';
import { breakers } from '../../shared/documents/breaker.ts';
import { type BreakerGuard, createBreakerGuard, type Outcome } from '../../shared/runtime/breaker-guard.ts';
import { operateBreaker } from '../../shared/runtime/operate-breaker.ts';
import type { CircuitChange } from '../../shared/runtime/shared-circuit.ts';
import { InMemoryDocuments } from '../support/in-memory-documents.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { sequentialRandom } from '../support/sequential-random.ts';

const minuteMs = 60_000;

/** Several instances of one function that share a store and a clock. */
function instances() {
  const documents = new InMemoryDocuments();
  const clock = new ManualClock();
  const changes: CircuitChange[] = [];
  const errors: unknown[] = [];
  const instance = (name: string) =>
    createBreakerGuard({
      documents,
      clock,
      random: sequentialRandom(name),
      onChange: (change) => changes.push(change),
      onError: (_, error) => errors.push(error),
    });
  const circuit = async () => (await breakers.get(documents, 'gemini'))?.value;
  return { documents, clock, changes, errors, circuit, first: instance('first'), second: instance('second') };
}

async function call(guard: BreakerGuard, outcome: Outcome, times = 1) {
  for (let index = 0; index < times; index++) {
    await guard.admit('gemini');
    await guard.record('gemini', outcome);
  }
}

describe('opening', () => {
  test('the tenth failure opens the circuit for every instance within five seconds', async () => {
    const { clock, first, second, changes } = instances();
    expect(await second.admit('gemini')).toEqual({ type: 'admitted', probe: false });
    await call(first, 'failure', 10);
    const refused = { type: 'refused', retryAtMs: clock.nowMs() + 15 * minuteMs };
    expect(await first.admit('gemini')).toEqual(refused);
    clock.advance(5_000);
    expect(await second.admit('gemini')).toEqual(refused);
    expect(changes).toMatchObject([{ service: 'gemini', from: 'closed', circuit: { state: 'open' } }]);
  });

  test('failures of two instances that are few on each open it together', async () => {
    const { first, second, changes, circuit } = instances();
    await call(first, 'failure', 6);
    await call(second, 'failure', 6);
    await Promise.all([first.flush(), second.flush()]);
    expect(await circuit()).toMatchObject({ state: 'open', failureCount: 12 });
    expect(changes).toHaveLength(1);
  });

  test('nothing is lost when two instances settle at the same moment', async () => {
    const { first, second, circuit } = instances();
    await Promise.all([call(first, 'failure', 3), call(second, 'failure', 2)]);
    await Promise.all([first.flush(), second.flush()]);
    expect(await circuit()).toMatchObject({ state: 'closed', failureCount: 5 });
    await Promise.all([call(first, 'failure'), call(second, 'failure')]);
    await Promise.all([first.flush(), second.flush()]);
    expect(await circuit()).toMatchObject({ state: 'closed', failureCount: 7 });
  });

  test('failures are told after five seconds inside a request, without waiting for its end', async () => {
    const { clock, first, circuit } = instances();
    await call(first, 'failure', 2);
    expect(await circuit()).toBeUndefined();
    clock.advance(5_000);
    await call(first, 'success');
    expect(await circuit()).toMatchObject({ state: 'closed', failureCount: 2 });
  });
});

describe('the probe', () => {
  async function halfOpen() {
    const all = instances();
    await call(all.first, 'failure', 10);
    all.clock.advance(15 * minuteMs);
    all.changes.length = 0;
    return all;
  }

  test('of two instances that race for it exactly one gets it', async () => {
    const { first, second } = await halfOpen();
    const admissions = await Promise.all([
      first.admit('gemini'),
      second.admit('gemini'),
      second.admit('gemini'),
      first.admit('gemini'),
    ]);
    expect(admissions.filter(({ type }) => type === 'admitted')).toEqual([{ type: 'admitted', probe: true }]);
  });

  test('its success closes the circuit for everybody', async () => {
    const { clock, first, second, changes } = await halfOpen();
    await call(first, 'success');
    clock.advance(5_000);
    expect(await second.admit('gemini')).toEqual({ type: 'admitted', probe: false });
    expect(changes.map(({ from, circuit }) => `${from} → ${circuit.state}`)).toEqual([
      'open → half-open',
      'half-open → closed',
    ]);
  });

  test('its failure opens the circuit for another fifteen minutes', async () => {
    const { clock, first, second } = await halfOpen();
    await call(first, 'failure');
    expect(await second.admit('gemini')).toEqual({ type: 'refused', retryAtMs: clock.nowMs() + 15 * minuteMs });
  });

  test('of a prober that died passes to another when its lease ends', async () => {
    const { clock, first, second } = await halfOpen();
    await first.admit('gemini');
    expect((await second.admit('gemini')).type).toBe('refused');
    clock.advance(2 * minuteMs);
    expect(await second.admit('gemini')).toEqual({ type: 'admitted', probe: true });
    await first.record('gemini', 'failure');
    await second.record('gemini', 'success');
    clock.advance(5_000);
    expect(await first.admit('gemini')).toEqual({ type: 'admitted', probe: false });
  });
});

describe('cost', () => {
  test('a healthy service costs at most a write per hundred calls or per minute', async () => {
    const { documents, first } = instances();
    for (let request = 0; request < 10; request++) {
      await call(first, 'success', 50);
      await first.flush();
    }
    expect(documents.counts).toMatchObject({ writes: 5, transactions: 0 });
    expect(documents.counts.reads).toBeLessThanOrEqual(10);
  });

  test('a minute of few calls is told once', async () => {
    const { documents, clock, first } = instances();
    for (let second = 0; second < 60; second++) {
      await call(first, 'success');
      await first.flush();
      clock.advance(1_000);
    }
    await call(first, 'success');
    expect(documents.counts.writes).toBe(1);
  });

  test('admissions within five seconds read the document once, also when they come at once', async () => {
    const { documents, clock, first } = instances();
    await Promise.all(Array.from({ length: 20 }, () => first.admit('gemini')));
    clock.advance(4_999);
    await first.admit('gemini');
    expect(documents.counts.reads).toBe(1);
    clock.advance(1);
    await first.admit('gemini');
    expect(documents.counts.reads).toBe(2);
  });
});

describe('a store that fails', () => {
  test('lets calls pass, and is told what happened once it is back', async () => {
    const { documents, clock, first, errors, circuit } = instances();
    documents.failWith = new Error('unreachable');
    await call(first, 'failure', 12);
    expect(await first.admit('gemini')).toEqual({ type: 'admitted', probe: false });
    expect(errors.length).toBeLessThanOrEqual(3);
    documents.failWith = undefined;
    clock.advance(5_000);
    await call(first, 'failure');
    expect(await circuit()).toMatchObject({ state: 'open', failureCount: 13 });
  });
});

describe('an operator', () => {
  test('opens, closes and resets a breaker', async () => {
    const { documents, clock, first, changes } = instances();
    const onChange = (change: CircuitChange) => changes.push(change);
    const operate = (action: 'open' | 'close' | 'reset') =>
      operateBreaker('gemini', action, { documents, clock, onChange });
    await call(first, 'failure');
    await first.flush();
    await operate('open');
    clock.advance(24 * 60 * minuteMs);
    expect((await first.admit('gemini')).type).toBe('refused');
    expect(await operate('close')).toMatchObject({
      state: 'closed',
      failureCount: 0,
      lastFailureAtMs: expect.any(Number),
    });
    expect(await operate('reset')).toMatchObject({ state: 'closed', lastFailureAtMs: null });
    clock.advance(5_000);
    expect((await first.admit('gemini')).type).toBe('admitted');
    expect(changes.map(({ circuit }) => circuit.state)).toEqual(['open', 'closed']);
  });
});
