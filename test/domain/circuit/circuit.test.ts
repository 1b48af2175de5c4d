import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  admission,
  type Circuit,
  circuitPolicy,
  circuitSchema,
  closeCircuit,
  holdOpen,
  newCircuit,
  settleOutcomes,
  settleProbe,
  startProbe,
} from '../../../shared/domain/circuit/circuit.ts';

const minuteMs = 60_000;
const startMs = Date.UTC(2026, 0, 1);
const failures = (count: number) => ({ successes: 0, failures: count });
const opened = () => settleOutcomes(newCircuit(startMs), failures(10), startMs);

describe('a closed circuit', () => {
  test('opens when more than half of at least ten calls failed', () => {
    const circuit = settleOutcomes(newCircuit(startMs), { successes: 4, failures: 6 }, startMs);
    expect(circuit).toEqual({
      state: 'open',
      openedAtMs: startMs,
      nextRetryAtMs: startMs + 15 * minuteMs,
      failureCount: 6,
      lastFailureAtMs: startMs,
      updatedAtMs: startMs,
    });
  });

  test('stays closed at exactly half', () => {
    expect(settleOutcomes(newCircuit(startMs), { successes: 5, failures: 5 }, startMs).state).toBe('closed');
  });

  test('stays closed below the minimum sample, however bad', () => {
    expect(settleOutcomes(newCircuit(startMs), failures(9), startMs).state).toBe('closed');
  });

  test('forgets failures after five minutes', () => {
    const early = settleOutcomes(newCircuit(startMs), failures(9), startMs);
    const late = settleOutcomes(early, failures(9), startMs + 5 * minuteMs);
    expect(late).toMatchObject({ state: 'closed', failureCount: 9 });
    const within = settleOutcomes(early, failures(1), startMs + 5 * minuteMs - 1);
    expect(within).toMatchObject({ state: 'open', failureCount: 10 });
  });

  test('is not opened by a success', () => {
    const circuit = settleOutcomes(newCircuit(startMs), failures(9), startMs);
    expect(settleOutcomes(circuit, { successes: 1, failures: 0 }, startMs).state).toBe('closed');
  });

  test('keeps at most five slots, and counts exactly the outcomes of its window', () => {
    const outcome = fc.record({ afterMs: fc.nat(2 * minuteMs), successes: fc.nat(3), failures: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 60 }), (outcomes) => {
        let circuit: Circuit = newCircuit(startMs);
        let nowMs = startMs;
        const seen: { atMs: number; failures: number }[] = [];
        for (const { afterMs, ...counts } of outcomes) {
          nowMs += afterMs;
          circuit = settleOutcomes(circuit, counts, nowMs);
          seen.push({ atMs: nowMs, failures: counts.failures });
          if (circuit.state !== 'closed') return;
          expect(circuit.window.length).toBeLessThanOrEqual(5);
          const slotStartMs = Math.floor(nowMs / minuteMs) * minuteMs;
          const inWindow = seen.filter(({ atMs }) => atMs >= slotStartMs - 4 * minuteMs);
          expect(circuit.failureCount).toBe(inWindow.reduce((sum, call) => sum + call.failures, 0));
        }
      }),
    );
  });
});

describe('an open circuit', () => {
  test('refuses for fifteen minutes and then asks for a probe', () => {
    const retryAtMs = startMs + 15 * minuteMs;
    expect(admission(opened(), retryAtMs - 1)).toEqual({ type: 'refused', retryAtMs });
    expect(admission(opened(), retryAtMs)).toEqual({ type: 'probe' });
  });

  test('does not count late outcomes', () => {
    const circuit = opened();
    expect(settleOutcomes(circuit, failures(5), startMs + 1)).toBe(circuit);
  });

  test('stays open for ever when an operator opened it', () => {
    const circuit = holdOpen(newCircuit(startMs), startMs);
    expect(admission(circuit, startMs + 1_000 * minuteMs).type).toBe('refused');
    expect(admission(closeCircuit(circuit, startMs), startMs)).toEqual({ type: 'admitted' });
  });

  test('lets no probe start before its time', () => {
    expect(() => startProbe(opened(), 'early', startMs)).toThrow(RangeError);
  });
});

describe('a half-open circuit', () => {
  const probeAtMs = startMs + 15 * minuteMs;
  const probing = () => startProbe(opened(), 'first', probeAtMs);

  test('lets one probe pass and refuses everybody else until its lease ends', () => {
    const leaseUntilMs = probeAtMs + circuitPolicy.probeLeaseMs;
    expect(admission(probing(), probeAtMs)).toEqual({ type: 'refused', retryAtMs: leaseUntilMs });
    expect(admission(probing(), leaseUntilMs)).toEqual({ type: 'probe' });
  });

  test('closes on success, with an empty window', () => {
    expect(settleProbe(probing(), 'first', 'success', probeAtMs)).toEqual({
      state: 'closed',
      window: [],
      failureCount: 0,
      lastFailureAtMs: startMs,
      updatedAtMs: probeAtMs,
    });
  });

  test('opens for another fifteen minutes on failure', () => {
    expect(settleProbe(probing(), 'first', 'failure', probeAtMs)).toMatchObject({
      state: 'open',
      openedAtMs: startMs,
      nextRetryAtMs: probeAtMs + 15 * minuteMs,
      failureCount: 11,
    });
  });

  test('ignores a prober whose lease another has taken over', () => {
    const takenOver = startProbe(probing(), 'second', probeAtMs + circuitPolicy.probeLeaseMs);
    expect(settleProbe(takenOver, 'first', 'success', probeAtMs)).toBe(takenOver);
    expect(settleProbe(takenOver, 'second', 'success', probeAtMs).state).toBe('closed');
  });
});

test('a circuit survives being stored as JSON in each state', () => {
  const open = opened();
  const states = [newCircuit(startMs), open, holdOpen(open, startMs), startProbe(open, 'x', startMs + 15 * minuteMs)];
  for (const circuit of states) expect(circuitSchema.parse(JSON.parse(JSON.stringify(circuit)))).toEqual(circuit);
});
