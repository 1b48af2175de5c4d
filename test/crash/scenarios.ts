import { judgingScenarios } from './judging-scenarios.ts';
import { payingScenarios } from './paying-scenarios.ts';
import type { Scenario } from './scenario.ts';
import { sendingScenarios } from './sending-scenarios.ts';
import { tellingScenarios } from './telling-scenarios.ts';

/** Between them they take every branch of every function. */
export const scenarios: readonly Scenario[] = [
  ...judgingScenarios,
  ...sendingScenarios,
  ...tellingScenarios,
  ...payingScenarios,
];
