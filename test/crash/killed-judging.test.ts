import { judgingScenarios } from './judging-scenarios.ts';
import { killEverywhere } from './kill-everywhere.ts';

killEverywhere(judgingScenarios);
