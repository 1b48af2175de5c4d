import { expect, it } from 'vitest';
import { functionNames } from '../../shared/topology.ts';
import { killEverywhere } from './kill-everywhere.ts';
import { payingScenarios } from './paying-scenarios.ts';
import { scenarios } from './scenarios.ts';
import { sendingScenarios } from './sending-scenarios.ts';
import { tellingScenarios } from './telling-scenarios.ts';

// The others, half of the runs, are killed-judging.test.ts: both can run at once.
killEverywhere([...sendingScenarios, ...tellingScenarios, ...payingScenarios]);

it('is done to every function', () => {
  expect([...new Set(scenarios.flatMap(({ about }) => about))].sort()).toEqual([...functionNames].sort());
});
