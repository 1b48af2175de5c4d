import { detect } from '../../shared/domain/detection/detect.ts';
import type { DetectorState } from '../../shared/domain/detection/detector-state.ts';

// What one observation costs the detector, and how large its state grows: node infra/bench/detect-cost.ts
// Prints one JSON object: by kind of series the microseconds per observation and the bytes of state.

const observations = 20_000;
const hourMs = 3_600_000;

/** A small generator of repeatable noise in 0–1 (a linear congruential one; its quality does not matter here). */
function noise(seed: number): () => number {
  let value = seed;
  return () => {
    value = (value * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return value / 4_294_967_296;
  };
}

const series: Record<string, (index: number, random: number) => { afterHours: number; minor: number }> = {
  'sales every other week': (index) => ({ afterHours: 168, minor: index % 2 === 0 ? 1999 : 1499 }),
  'a new price every day': (_, random) => ({ afterHours: 24, minor: 2000 + Math.round(random * 400) }),
  'a new price every hour': (_, random) => ({ afterHours: 1, minor: 2000 + Math.round(random * 400) }),
  'an error every other look': (index) => ({ afterHours: 24, minor: index % 2 === 0 ? 1999 : 199 }),
};

const figures = Object.entries(series).map(([name, next]) => {
  const random = noise(1);
  let state: DetectorState | undefined;
  let atMs = 0;
  const rounds = Array.from({ length: 6 }, () => {
    const before = process.threadCpuUsage();
    for (let index = 0; index < observations; index += 1) {
      const { afterHours, minor } = next(index, random());
      atMs += afterHours * hourMs;
      state = detect(state, { atMs, minor, currency: 'EUR' }).state;
    }
    const { user, system } = process.threadCpuUsage(before);
    return user + system;
  });
  // Processor time of the best round: the others compile, or share the machine.
  const microseconds = Math.min(...rounds) / observations;
  const bytes = Buffer.byteLength(JSON.stringify(state));
  return [name, { microsecondsPerObservation: Number(microseconds.toFixed(1)), stateBytes: bytes }] as const;
});
console.log(JSON.stringify(Object.fromEntries(figures), null, 2));
