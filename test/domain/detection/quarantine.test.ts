import { describe, expect, it } from 'vitest';
import { type DetectorState, isPending } from '../../../shared/domain/detection/detector-state.ts';
import { compareSecondLook, settle } from '../../../shared/domain/detection/quarantine.ts';
import { daily, day, standing, tell } from './price-story.ts';

const held = tell(daily(...standing(2461, 20), 529)).state;

function settled(state: DetectorState, outcome: 'accepted' | 'error'): DetectorState {
  if (!state.candidate) throw new Error('nothing is suspect');
  return settle(state, state.candidate, outcome);
}

describe('a second look at a suspect price', () => {
  it('shows the same price, the old one, or another', () => {
    expect(compareSecondLook(held, 529)).toBe('same');
    expect(compareSecondLook(held, 2461)).toBe('old');
    expect(compareSecondLook(held, 1800)).toBe('other');
  });
});

describe('a suspect price that somebody made sure of', () => {
  it('enters the history from when it was first seen, if it is real', () => {
    const state = settled(held, 'accepted');
    expect(isPending(state)).toBe(false);
    expect(state.levels.at(-1)).toEqual({ minor: 529, fromMs: day(20) });
  });

  it('enters no statistic if it is an error', () => {
    const state = settled(held, 'error');
    expect(isPending(state)).toBe(false);
    expect(state.levels.map(({ minor }) => minor)).toEqual([2461]);
  });

  it('is forgotten as a wrong value once it proves real', () => {
    const wrongOnce = tell(daily(...standing(2461, 20), 246, 2461, 246)).state;
    expect(wrongOnce.wrong).toEqual([{ minor: 246, times: 1 }]);
    expect(settled(wrongOnce, 'accepted').wrong).toEqual([]);
  });
});
