import { describe, expect, it } from 'vitest';
import { afterLook, afterPassing, type Looks } from '../../../shared/domain/observation/looks.ts';

const dayMs = 86_400_000;
const lookedAt = (...days: readonly number[]): Looks | undefined =>
  days.reduce<Looks | undefined>((before, day) => afterLook(before, day * dayMs), undefined);

describe('the record of looks at an offer', () => {
  it('knows no silence as long as somebody looks every day, even some hours late', () => {
    expect(lookedAt(0, 1, 2.4, 3.9)).toEqual({ lastAtMs: 3.9 * dayMs, silences: [] });
  });

  it('knows a silence from a day after the last look to the next one', () => {
    expect(lookedAt(0, 1, 11)?.silences).toEqual([{ fromMs: 2 * dayMs, untilMs: 11 * dayMs }]);
  });

  it('keeps the four latest', () => {
    expect(lookedAt(0, 10, 20, 30, 40, 50)?.silences.map(({ untilMs }) => untilMs / dayMs)).toEqual([20, 30, 40, 50]);
  });

  it('starts anew when an observation has passed the gate', () => {
    expect(afterPassing({ lastAtMs: 5, silences: [{ fromMs: 1, untilMs: 5 }] })).toEqual({ lastAtMs: 5, silences: [] });
  });

  it('is not turned back by a look that comes late', () => {
    expect(lookedAt(0, 1, 0.5)?.lastAtMs).toBe(dayMs);
  });
});
