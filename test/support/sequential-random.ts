import type { Random } from '../../shared/ports/clock.ts';

/** Nonces that count up, so that two instances never share one and a failing test can be read. */
export function sequentialRandom(prefix: string): Random {
  let count = 0;
  return { fraction: () => 0.5, nonce: () => `${prefix}-${++count}` };
}
